// Work that trackers are compared by, done by Cairn, and how it is measured.
import { newRunId } from "../../sdk/src/index.ts";
import type { Place } from "./place.ts";
import { interleaved, ratioText, short, timed } from "./rounds.ts";

export const rounds = 9;
export const writers = 4;
export const curvePoints = 100_000;
export const runs = 1_000;
export const startMs = 1_795_252_200_000;
/** Steps that a batch has of each of its metrics: 1,000 points. */
export const batchSteps = 200;
const batchesPerWriter = 3;
const fields = 20;

export const keys = ["loss", "accuracy", "grad/norm", "lr", "val/loss"];
export const value = (key: number, step: number) => Math.exp(-step / 5000) + key / 7 + Math.sin(step * (key + 1)) / 50;

export const paramsOf = (run: number) =>
  Object.fromEntries(Array.from({ length: fields }, (_, p) => [`p${p}`, String((run * (p + 3)) % 17)]));
export const metricsOf = (run: number) =>
  Array.from({ length: fields }, (_, m) => ({ key: `m${m}`, value: ((run * (m + 7)) % 1009) / 1009 }));

/** The work, done by one of the two. */
export interface Tracker {
  /** Logs a batch of 1,000 points to the writer's own run, and waits until it is stored. */
  log(writer: number, batch: number): Promise<void>;
  /** Answers how many points or buckets came. */
  history(): Promise<number>;
  /** Runs whose m0 is below 0.5 and whose p0 is 3, with all that they have; answers how many. */
  search(): Promise<number>;
  /** The same search where only what a table shows is asked for, if the tracker can be asked so. */
  searchForTable(): Promise<number>;
}

const filter = `metrics.m0 < 0.5 and params.p0 = "3"`;
const shown = ["params.p0", "metrics.m0", "metrics.m1"];

function columns(first: number) {
  const steps = Array.from({ length: batchSteps }, (_, i) => first + i);
  return keys.map((key, k) => ({ key, steps, times: steps.map((step) => startMs + step), values: steps.map((step) => value(k, step)) }));
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
      void (await cairn.runs.log(logTo[writer]?.id ?? "", {
        writer: "writer_0",
        sequence: batch + 1,
        metrics: columns(batch * batchSteps),
      })),
    history: async () => {
      const { curves } = await cairn.runs.curves({ runs: [long.id], keys: ["loss"], buckets: 1_000 });
      return curves[0]?.steps.length ?? 0;
    },
    search: async () => (await cairn.runs.search(asked)).items.length,
    searchForTable: async () => (await cairn.runs.search({ ...asked, fields: shown })).items.length,
  };
}

/** Measures a peer, filled already, against Cairn, which is filled here. Throws when they do not find the same. */
export async function sideBySide(name: string, theirs: Tracker, place: Place): Promise<Record<string, string | number>[]> {
  const trackers = { peer: theirs, cairn: await fillCairn(place) };
  const found = { peer: await theirs.search(), cairn: await trackers.cairn.search() };
  if (found.peer !== found.cairn || found.cairn === 0) throw new Error(`They do not find the same: ${JSON.stringify(found)}`);
  const sent = { peer: 0, cairn: 0 };
  type Who = keyof typeof trackers;
  const log = (who: Who) => () =>
    timed(async () => {
      const first = sent[who];
      sent[who] += batchesPerWriter;
      await Promise.all(
        Array.from({ length: writers }, async (_, writer) => {
          for (let i = 0; i < batchesPerWriter; i++) await trackers[who].log(writer, first + i);
        }),
      );
    });
  const ask = (what: "history" | "search" | "searchForTable") => (who: Who) => () =>
    timed(async () => {
      if ((await trackers[who][what]()) === 0) throw new Error(`${who} answered nothing`);
    });
  const works = {
    [`log: ${writers} writers, ${batchesPerWriter} × 1,000 points each`]: log,
    [`history: 1,000 buckets of ${curvePoints} points`]: ask("history"),
    [`search: ${runs} runs × ${fields} params × ${fields} metrics, ${found.cairn} found`]: ask("search"),
    "the same, asked only for what a table of three fields shows": ask("searchForTable"),
  };
  const rows: Record<string, string | number>[] = [];
  for (const [what, of] of Object.entries(works)) {
    const { peer, cairn } = await interleaved({ peer: of("peer"), cairn: of("cairn") }, { rounds, baseline: "cairn" });
    rows.push({ what, [`${name} ms`]: short(peer.median), "Cairn ms": short(cairn.median), [`${name} by Cairn (range)`]: ratioText(peer) });
  }
  return rows;
}
