"use client";
import type { Run } from "@cairn/sdk/schema";
import { type RefObject, useCallback, useLayoutEffect, useRef } from "react";
import type { GridHandle } from "./grid/runs-grid";

/** How far a row is looked for when others came in above it. */
const SEARCHED = 200;

interface Anchor {
  index: number;
  id: string;
}

/** A row by its place and its run: the place changes when others come in above it, the run stays. */
export type ActiveRow = { index: number; id: string | null };

export interface PlaceKeptInput {
  grid: RefObject<GridHandle | null>;
  runAt: (index: number) => Run | undefined;
  active: ActiveRow | null;
  setActive: (active: ActiveRow) => void;
}

/** Keeps what is in view where it is when rows come in above it. Returns what to call before rows change. */
export function usePlaceKept({ grid, runAt, active, setActive }: PlaceKeptInput): () => void {
  const anchor = useRef<Anchor | null>(null);
  const now = useRef(runAt);
  const before = useCallback(() => {
    const top = grid.current?.top();
    // At the very top new runs are what one waits for: they push the others down.
    if (!top || (top.index === 0 && top.offset === 0)) return;
    const run = now.current(top.index + 1);
    anchor.current = run ? { index: top.index + 1, id: run.id } : null;
  }, [grid]);

  useLayoutEffect(() => {
    if (now.current === runAt) return;
    now.current = runAt;
    if (anchor.current) {
      const moved = shiftOf(runAt, anchor.current);
      if (moved) grid.current?.scrollBy(moved);
      if (moved !== null && moved !== 0) anchor.current = null;
    }
    if (active?.id) {
      const moved = shiftOf(runAt, { index: active.index, id: active.id });
      if (moved) setActive({ index: active.index + moved, id: active.id });
    }
  }, [runAt, grid, active, setActive]);
  return before;
}

/** By how many rows a run has moved; null when it is nowhere near. */
function shiftOf(runAt: (index: number) => Run | undefined, { index, id }: Anchor): number | null {
  for (let step = 0; step <= SEARCHED; step++) {
    if (runAt(index + step)?.id === id) return step;
    if (runAt(index - step)?.id === id) return -step;
  }
  return null;
}
