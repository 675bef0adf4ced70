import type { Bench } from "./main.ts";
import { type Aim, withAim } from "./support/aim.ts";
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
  type Tracker,
  value,
  writers,
} from "./support/trackers.ts";

/** Values of some metrics at so many steps. */
const points = (run: string, metrics: readonly string[], first: number, steps: number, end = false) => ({
  run,
  first,
  steps,
  end,
  columns: Object.fromEntries(metrics.map((key, k) => [key, Array.from({ length: steps }, (_, i) => value(k, first + i))])),
});

const filter = `run.experiment == "bench" and run.metrics["m0"]["last"] < 0.5 and run.p0 == "3"`;
const found = { q: filter, limit: "100", report_progress: "false" };
/** Runs of an answer: each begins with its hash, of 24 characters. */
const hashes = (answer: Buffer): number => new Set(answer.toString("latin1").match(/(?<![0-9a-f])[0-9a-f]{24}(?![0-9a-f])/g)).size;

async function fillAim({ loggers, get }: Aim): Promise<Tracker> {
  const tell = async (writer: number, what: object) => await loggers[writer % loggers.length]?.tell(what);
  const long = await tell(0, points("long", ["loss"], 0, curvePoints, true));
  await Promise.all(
    loggers.map(async (logger, i) => {
      for (let run = i; run < runs; run += loggers.length) {
        const metrics = Object.fromEntries(metricsOf(run).map((metric) => [metric.key, metric.value]));
        await logger.tell({ experiment: "bench", params: paramsOf(run), metrics });
      }
    }),
  );
  return {
    log: async (writer, batch) => void (await tell(writer, points("log", keys, batch * batchSteps, batchSteps))),
    // 1,000 of the points; they are not summed up in buckets.
    history: async () =>
      (await get("runs/search/metric/", { q: `run.hash == "${long}" and metric.name == "loss"`, p: "1000", report_progress: "false" }))
        .length,
    // It does not sort.
    search: async () => hashes(await get("runs/search/run/", found)),
    searchForTable: async () => hashes(await get("runs/search/run/", { ...found, exclude_traces: "true" })),
  };
}

export const bench: Bench = {
  title: `Side by side with Aim's own client and server, same machine, same work; ${rounds} rounds`,
  run: () => withAim(writers, (aim) => withPlace(async (place) => sideBySide("Aim", await fillAim(aim), place), { inside: true })),
};
