import type { History, MetricColumns } from "@cairn/sdk/schema";

type Series = History["series"][number];

/**
 * A history with points that came in live. Points usually come in step order and are appended; late ones are put in their place.
 * Nothing is changed in place, so that what did not change keeps its identity.
 */
export function withPoints(history: History, added: readonly MetricColumns[]): History {
  const series = [...history.series];
  for (const columns of added) {
    const at = series.findIndex(({ key }) => key === columns.key);
    const before = series[at];
    if (before) series[at] = merged(before, columns);
    else series.push({ ...columns, count: columns.steps.length, sampled: false });
  }
  return { ...history, series };
}

function merged(before: Series, added: MetricColumns): Series {
  const count = before.count + added.steps.length;
  const steps = [...before.steps, ...added.steps];
  const times = [...before.times, ...added.times];
  const values = [...before.values, ...added.values];
  const isOrdered = added.steps.every((step, i) => step >= (steps[before.steps.length + i - 1] ?? step));
  if (isOrdered) return { ...before, steps, times, values, count };
  // A stable sort keeps points of one step in the order they came.
  const order = steps.map((_, i) => i).sort((a, b) => (steps[a] ?? 0) - (steps[b] ?? 0));
  const pick = <T>(column: readonly T[]) => order.map((i) => column[i] as T);
  return { ...before, steps: pick(steps), times: pick(times), values: pick(values), count };
}

/** Curves by the part of their name before the last slash, in the order of their names; those without one come last. */
export function sections(series: readonly Series[]): { name: string; series: Series[] }[] {
  const groups = new Map<string, Series[]>();
  for (const one of [...series].sort((a, b) => a.key.localeCompare(b.key))) {
    const cut = one.key.lastIndexOf("/");
    const name = cut > 0 ? one.key.slice(0, cut) : "";
    groups.set(name, [...(groups.get(name) ?? []), one]);
  }
  return [...groups]
    .sort(([a], [b]) => Number(a === "") - Number(b === "") || a.localeCompare(b))
    .map(([name, list]) => ({ name, series: list }));
}

/** Of points that came in while a history was fetched, those that it does not hold yet. */
export function newerThan(history: History, added: readonly MetricColumns[]): MetricColumns[] {
  const known = new Map(history.series.map((series) => [series.key, new Set(series.steps.map((step, i) => `${step} ${series.times[i]}`))]));
  return added.flatMap((columns) => {
    const seen = known.get(columns.key);
    const keep = columns.steps.flatMap((step, i) => (seen?.has(`${step} ${columns.times[i]}`) ? [] : [i]));
    if (keep.length === 0) return [];
    const pick = <T>(column: readonly T[]) => keep.map((i) => column[i] as T);
    return [{ key: columns.key, steps: pick(columns.steps), times: pick(columns.times), values: pick(columns.values) }];
  });
}
