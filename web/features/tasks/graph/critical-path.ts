/** What of a task counts for when it ran; times in Unix ms. */
export interface Timed {
  started_at: number | null;
  finished_at: number | null;
}

/**
 * The chain of tasks that a build waited for, last one first: from the task that ended last, always to what it needs that ended last.
 *
 * @param edges places in `nodes`: the task, and what it needs
 * @param now end of those that run, in Unix ms
 */
export function criticalPath(nodes: readonly Timed[], edges: readonly (readonly [number, number])[], now: number): number[] {
  const endOf = (place: number): number | null => {
    const node = nodes[place];
    return node?.started_at == null ? null : (node.finished_at ?? now);
  };
  const needs = new Map<number, number[]>();
  for (const [from, to] of edges) {
    const known = needs.get(from);
    if (known) known.push(to);
    else needs.set(from, [to]);
  }
  const lastOf = (places: Iterable<number>): number | null => {
    let last: number | null = null;
    for (const place of places) {
      const end = endOf(place);
      if (end !== null && (last === null || end > (endOf(last) ?? 0))) last = place;
    }
    return last;
  };
  const path: number[] = [];
  const seen = new Set<number>();
  for (let at = lastOf(nodes.keys()); at !== null && !seen.has(at); at = lastOf(needs.get(at) ?? [])) {
    seen.add(at);
    path.push(at);
  }
  return path;
}
