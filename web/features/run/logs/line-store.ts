import type { Line } from "@cairn/sdk/schema";

/**
 * Lines of a log as far as they are known: one unbroken run of numbers. It grows at both ends; a piece that does not touch it
 * replaces it, so that a gap can never be shown as if there were none.
 */
export interface LineStore {
  lines: readonly Line[];
  /** Lines of the whole log, as far as is known. */
  total: number;
}

export const NO_LINES: LineStore = { lines: [], total: 0 };

/** Most lines that are kept; the end that is farther from what came in goes. */
const KEPT_MAX = 200_000;

const first = (store: LineStore): number => store.lines[0]?.number ?? 1;
const last = (store: LineStore): number => store.lines.at(-1)?.number ?? 0;

/** The store with a piece of unbroken lines from a fetch. */
export function withFetched(store: LineStore, piece: readonly Line[], total: number): LineStore {
  const most = Math.max(total, store.total, piece.at(-1)?.number ?? 0);
  if (piece.length === 0) return { ...store, total: most };
  if (store.lines.length === 0) return { lines: piece, total: most };
  const [from, to] = [piece[0]?.number ?? 1, piece.at(-1)?.number ?? 0];
  const isApart = from > last(store) + 1 || to < first(store) - 1;
  if (isApart) return { lines: piece, total: most };
  const before = piece.filter(({ number }) => number < first(store));
  const after = piece.filter(({ number }) => number > last(store));
  if (before.length === 0 && after.length === 0) return { ...store, total: most };
  const lines = [...before, ...store.lines, ...after];
  if (lines.length <= KEPT_MAX) return { lines, total: most };
  return { lines: after.length > 0 ? lines.slice(-KEPT_MAX) : lines.slice(0, KEPT_MAX), total: most };
}

/**
 * The store with lines that came in live. They are put on only where they follow what is known; `isBehind` tells that there is a hole
 * to fetch first.
 */
export function withLive(store: LineStore, added: readonly Line[]): { store: LineStore; isBehind: boolean } {
  const total = Math.max(store.total, added.at(-1)?.number ?? 0);
  const isAtEnd = store.lines.length === 0 ? store.total === 0 : last(store) >= store.total;
  const fresh = added.filter(({ number }) => number > last(store));
  if (fresh.length === 0) return { store: { ...store, total }, isBehind: false };
  // The end is not what is looked at: only the count grows.
  if (!isAtEnd && store.lines.length > 0) return { store: { ...store, total }, isBehind: false };
  if (fresh[0]?.number !== last(store) + 1) return { store: { ...store, total }, isBehind: true };
  return { store: withFetched(store, fresh, total), isBehind: false };
}
