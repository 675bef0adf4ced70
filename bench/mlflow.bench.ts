import { newRunId } from "../sdk/src/index.ts";
import type { Bench } from "./main.ts";
import { type MlflowServer, withMlflow } from "./support/mlflow.ts";
import { type Place, withPlace } from "./support/place.ts";
import { interleaved, ratioText, short, timed } from "./support/rounds.ts";

const rounds = 9;
const writers = 4;
const batchesPerWriter = 3;
const curvePoints = 100_000;
const runs = 1_000;
const fields = 20;

const keys = ["loss", "accuracy", "grad/norm", "lr", "val/loss"];
const value = (key: number, step: number) => Math.exp(-step / 5000) + key / 7 + Math.sin(step * (key + 1)) / 50;
const startMs = 1_795_252_200_000;

/** The same points for both: five metrics at 200 steps. */
const points = (first: number) =>
  keys.flatMap((key, k) =>
    Array.from({ length: 200 }, (_, i) => ({ key, step: first + i, timestamp: startMs + first + i, value: value(k, first + i) })),
  );

function columns(first: number) {
  const steps = Array.from({ length: 200 }, (_, i) => first + i);
  return keys.map((key, k) => ({ key, steps, times: steps.map((step) => startMs + step), values: steps.map((step) => value(k, step)) }));
}

const paramsOf = (run: number) => Object.fromEntries(Array.from({ length: fields }, (_, p) => [`p${p}`, String((run * (p + 3)) % 17)]));
const metricsOf = (run: number) => Array.from({ length: fields }, (_, m) => ({ key: `m${m}`, value: ((run * (m + 7)) % 1009) / 1009 }));
const filter = `metrics.m0 < 0.5 and params.p0 = "3"`;

/** The work, done by one of the two. */
interface Tracker {
  log(writer: number, batch: number): Promise<void>;
  history(): Promise<number>;
  search(): Promise<number>;
  /** The same search where only what a table shows is asked for; MLflow always answers everything. */
  searchForTable(): Promise<number>;
}

const shown = ["params.p0", "metrics.m0", "metrics.m1"];

async function fillMlflow(server: MlflowServer): Promise<Tracker> {
  const { experiment_id } = await server.post<{ experiment_id: string }>("experiments/create", { name: "bench" });
  const other = await server.post<{ experiment_id: string }>("experiments/create", { name: "curves" });
  const create = async (experiment: string) =>
    (await server.post<{ run: { info: { run_id: string } } }>("runs/create", { experiment_id: experiment, start_time: startMs })).run.info
      .run_id;
  const logTo = await Promise.all(Array.from({ length: writers }, () => create(other.experiment_id)));
  const long = await create(other.experiment_id);
  for (let first = 0; first < curvePoints; first += 1_000) {
    const metrics = Array.from({ length: 1_000 }, (_, i) => ({
      key: "loss",
      step: first + i,
      timestamp: startMs + first + i,
      value: value(0, first + i),
    }));
    await server.post("runs/log-batch", { run_id: long, metrics });
  }
  for (let run = 0; run < runs; run += writers)
    await Promise.all(
      Array.from({ length: writers }, async (_, i) => {
        const run_id = await create(experiment_id);
        const params = Object.entries(paramsOf(run + i)).map(([key, text]) => ({ key, value: text }));
        const metrics = metricsOf(run + i).map((metric) => ({ ...metric, timestamp: startMs, step: 0 }));
        await server.post("runs/log-batch", { run_id, metrics, params });
      }),
    );
  const search = async () => {
    const body = { experiment_ids: [experiment_id], filter, order_by: ["metrics.m1 ASC"], max_results: 100 };
    return (await server.post<{ runs?: unknown[] }>("runs/search", body)).runs?.length ?? 0;
  };
  return {
    search,
    searchForTable: search,
    log: async (writer, batch) => void (await server.post("runs/log-batch", { run_id: logTo[writer], metrics: points(batch * 200) })),
    history: async () => {
      const query = { run_ids: long, metric_key: "loss", max_results: "1000" };
      return (await server.get<{ metrics: unknown[] }>("metrics/get-history-bulk-interval", query)).metrics.length;
    },
  };
}

async function fillCairn({ cairn }: Place): Promise<Tracker> {
  const create = (experiment: string, params = {}) => cairn.runs.create({ id: newRunId(), experiment, params });
  const logTo = await Promise.all(Array.from({ length: writers }, () => create("curves")));
  const long = await create("curves");
  for (let first = 0; first < curvePoints; first += 1_000) {
    const steps = Array.from({ length: 1_000 }, (_, i) => first + i);
    const loss = { key: "loss", steps, times: steps.map((step) => startMs + step), values: steps.map((step) => value(0, step)) };
    await cairn.runs.log(long.id, { writer: "writer_0", sequence: first / 1_000 + 1, metrics: [loss] });
  }
  for (let run = 0; run < runs; run += writers)
    await Promise.all(
      Array.from({ length: writers }, async (_, i) => {
        const { id } = await create("bench", paramsOf(run + i));
        const metrics = metricsOf(run + i).map((metric) => ({ key: metric.key, steps: [0], times: [startMs], values: [metric.value] }));
        await cairn.runs.log(id, { writer: "writer_0", sequence: 1, metrics });
      }),
    );
  const asked = { experiments: ["bench"], filter, sort: [{ field: "metrics.m1" }], limit: 100 };
  return {
    log: async (writer, batch) =>
      void (await cairn.runs.log(logTo[writer]?.id ?? "", { writer: "writer_0", sequence: batch + 1, metrics: columns(batch * 200) })),
    history: async () => {
      const { curves } = await cairn.runs.curves({ runs: [long.id], keys: ["loss"], buckets: 1_000 });
      return curves[0]?.steps.length ?? 0;
    },
    search: async () => (await cairn.runs.search(asked)).items.length,
    searchForTable: async () => (await cairn.runs.search({ ...asked, fields: shown })).items.length,
  };
}

async function measure(server: MlflowServer, place: Place) {
  const trackers = { mlflow: await fillMlflow(server), cairn: await fillCairn(place) };
  const found = { mlflow: await trackers.mlflow.search(), cairn: await trackers.cairn.search() };
  if (found.mlflow !== found.cairn || found.cairn === 0) throw new Error(`They do not find the same: ${JSON.stringify(found)}`);
  const sent = { mlflow: 0, cairn: 0 };
  const log = (name: "mlflow" | "cairn") => () =>
    timed(async () => {
      const first = sent[name];
      sent[name] += batchesPerWriter;
      await Promise.all(
        Array.from({ length: writers }, async (_, writer) => {
          for (let i = 0; i < batchesPerWriter; i++) await trackers[name].log(writer, first + i);
        }),
      );
    });
  const ask = (name: "mlflow" | "cairn", what: "history" | "search" | "searchForTable") => () =>
    timed(async () => {
      if ((await trackers[name][what]()) === 0) throw new Error(`${name} answered nothing`);
    });
  const works = {
    [`log-batch: ${writers} writers, ${batchesPerWriter} × 1,000 points each`]: log,
    [`history: 1,000 buckets of ${curvePoints} points`]: (name: "mlflow" | "cairn") => ask(name, "history"),
    [`search: ${runs} runs × ${fields} params × ${fields} metrics, filter and sort, 100 answered`]: (name: "mlflow" | "cairn") =>
      ask(name, "search"),
    "the same, asked only for what a table of three fields shows": (name: "mlflow" | "cairn") => ask(name, "searchForTable"),
  };
  const rows: Record<string, string | number>[] = [];
  for (const [what, of] of Object.entries(works)) {
    const { mlflow, cairn } = await interleaved({ mlflow: of("mlflow"), cairn: of("cairn") }, { rounds, baseline: "cairn" });
    rows.push({ what, "MLflow ms": short(mlflow.median), "Cairn ms": short(cairn.median), "MLflow by Cairn (range)": ratioText(mlflow) });
  }
  return rows;
}

export const bench: Bench = {
  title: `Side by side with MLflow's own server on SQLite, same machine, same work; ${rounds} rounds`,
  run: () => withMlflow((server) => withPlace((place) => measure(server, place), { inside: true })),
};
