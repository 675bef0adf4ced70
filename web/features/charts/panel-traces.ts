import type { Curve } from "@cairn/sdk/schema";
import type { ChartRun } from "./chart-run";
import type { ChartSettings } from "./chart-settings";
import { colourVariable, groupColours } from "./colour";
import { groupTrace } from "./groups";
import { smoothTraces, type Trace, traceOf } from "./traces";

/**
 * The lines of a panel: one for each run, or for each group where groups are asked for.
 *
 * @param range steps of the longest curve, zoomed or not, for the smoothing
 */
export function panelTraces(
  curves: readonly Curve[],
  runs: readonly ChartRun[],
  metric: string,
  settings: Pick<ChartSettings, "axis" | "smoothing" | "band">,
  range?: number,
): Trace[] {
  const { axis, smoothing, band } = settings;
  const find = (run: string, key: string) => curves.find((curve) => curve.run_id === run && curve.key === key && curve.steps.length > 0);
  const traces: Trace[] = [];
  const grouped = new Map<string, Trace[]>();
  for (const run of runs) {
    const curve = find(run.id, metric);
    if (!curve) continue;
    const trace = traceOf(curve, run, axis, axis.kind === "metric" ? find(run.id, axis.key) : undefined);
    if (band && run.group) grouped.set(run.group, [...(grouped.get(run.group) ?? []), trace]);
    else traces.push(trace);
  }
  const colours = groupColours(runs.flatMap(({ group }) => group ?? []));
  const groups = [...grouped].map(([name, members]) =>
    groupTrace(name, colours.get(name) ?? colourVariable(name), smoothTraces(members, smoothing, range), band ?? "range"),
  );
  return [...groups, ...smoothTraces(traces, smoothing, range)];
}

/** Steps from the first to the last of the longest curve. */
export function stepsOf(curves: readonly Curve[]): number {
  let range = 0;
  for (const { steps, last_steps } of curves) range = Math.max(range, (last_steps.at(-1) ?? 0) - (steps[0] ?? 0));
  return range;
}
