import type { Run } from "@cairn/sdk/schema";

/** Metric and param columns that the table shows beside the fixed ones. */
const METRICS_MAX = 4;
const PARAMS_MAX = 4;

/** Names by how many runs have them, most first; among equals by name. */
function byUse(names: Iterable<string>): string[] {
  const uses = new Map<string, number>();
  for (const name of names) uses.set(name, (uses.get(name) ?? 0) + 1);
  return [...uses].sort(([a, n], [b, m]) => m - n || a.localeCompare(b)).map(([name]) => name);
}

/** The metrics that most of the shown runs have. */
export const metricColumns = (runs: readonly Run[]) => byUse(runs.flatMap((run) => Object.keys(run.metrics))).slice(0, METRICS_MAX);

/** The params that tell the shown runs apart; with one run, its first ones. */
export function paramColumns(runs: readonly Run[]): string[] {
  const names = byUse(runs.flatMap((run) => Object.keys(run.params)));
  const differing = names.filter((name) => new Set(runs.map((run) => run.params[name])).size > 1);
  return (differing.length > 0 ? differing : names).slice(0, PARAMS_MAX);
}
