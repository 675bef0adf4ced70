import { PAGE_MAX_BYTES } from "./limits.ts";

/**
 * Takes one page from rows that were read with `limit + 1`: at most `limit`, fewer when they are large. `next` is the last row
 * taken when there are more, the one that the next page starts after.
 */
export function takePage<T>(rows: Iterable<T>, limit: number, sizeOf: (row: T) => number): { taken: T[]; next: T | null } {
  const taken: T[] = [];
  let size = 0;
  for (const row of rows) {
    size += sizeOf(row);
    if (taken.length === limit || (taken.length > 0 && size > PAGE_MAX_BYTES)) return { taken, next: taken.at(-1) ?? null };
    taken.push(row);
  }
  return { taken, next: null };
}
