import type { Bench } from "./main.ts";
import { type MlflowServer, withMlflow } from "./support/mlflow.ts";
import { withPlace } from "./support/place.ts";
import {
  batchSteps,
  curvePoints,
  keys,
  metricsOf,
  paramsOf,
  rounds,
  runs,
  sideBySide,
  startMs,
  type Tracker,
  value,
  writers,
} from "./support/trackers.ts";

const filter = `metrics.m0 < 0.5 and params.p0 = "3"`;

const points = (first: number) =>
  keys.flatMap((key, k) =>
    Array.from({ length: batchSteps }, (_, i) => ({ key, step: first + i, timestamp: startMs + first + i, value: value(k, first + i) })),
  );

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
    // It always answers everything.
    searchForTable: search,
    log: async (writer, batch) =>
      void (await server.post("runs/log-batch", { run_id: logTo[writer], metrics: points(batch * batchSteps) })),
    history: async () => {
      const query = { run_ids: long, metric_key: "loss", max_results: "1000" };
      return (await server.get<{ metrics: unknown[] }>("metrics/get-history-bulk-interval", query)).metrics.length;
    },
  };
}

export const bench: Bench = {
  title: `Side by side with MLflow's own server on SQLite, same machine, same work; ${rounds} rounds`,
  run: () => withMlflow((server) => withPlace(async (place) => sideBySide("MLflow", await fillMlflow(server), place), { inside: true })),
};
