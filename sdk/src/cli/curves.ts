import type { Cairn } from "../client.ts";
import type { Scope } from "./selection.ts";
import { resample, sparkline } from "./sparkline.ts";

/** Characters of a curve in a table. */
export const CURVE_COLUMNS = 16;

export interface Curves {
  /** The curve of a metric in one line; empty where the run has none. */
  line: (run: string, key: string, ascii: boolean) => string;
}

/** Curves of some metrics of some runs (at most 200 each), coarse enough for a line of a terminal. */
export async function curvesOf(client: Cairn, scope: Scope, runs: readonly string[], keys: readonly string[]): Promise<Curves> {
  // Buckets are a power of two wide, so that half of what is asked for may come.
  const { curves } = await client.runs.curves({ runs: [...runs], keys: [...keys], buckets: CURVE_COLUMNS * 2 }, scope);
  const found = new Map(curves.map((curve) => [`${curve.run_id} ${curve.key}`, curve]));
  return {
    line(run, key, ascii) {
      const curve = found.get(`${run} ${key}`);
      if (!curve) return "";
      const means = curve.sums.map((sum, i) => Number(sum) / ((curve.counts[i] ?? 0) - (curve.nans[i] ?? 0)));
      return sparkline(resample(curve.steps, means, CURVE_COLUMNS), { ascii });
    },
  };
}
