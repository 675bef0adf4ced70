"use client";
import type { Run } from "@cairn/sdk/schema";
import { useCallback, useMemo, useState } from "react";

export type Chosen = Pick<Run, "id" | "name" | "status">;

export interface Selection {
  runs: ReadonlyMap<string, Chosen>;
  has: (id: string) => boolean;
  toggle: (run: Chosen) => void;
  add: (runs: readonly Chosen[]) => void;
  remove: (ids: readonly string[]) => void;
  clear: () => void;
}

/** Runs that are selected, kept while the table moves on. */
export function useSelection(): Selection {
  const [runs, setRuns] = useState<ReadonlyMap<string, Chosen>>(new Map());
  const has = useCallback((id: string) => runs.has(id), [runs]);
  const change = useCallback((act: (next: Map<string, Chosen>) => void) => {
    setRuns((before) => {
      const next = new Map(before);
      act(next);
      return next;
    });
  }, []);
  return useMemo(
    () => ({
      runs,
      has,
      toggle: (run) => change((next) => void (next.delete(run.id) || next.set(run.id, run))),
      add: (list) => change((next) => list.forEach((run) => void next.set(run.id, run))),
      remove: (ids) => change((next) => ids.forEach((id) => void next.delete(id))),
      clear: () => setRuns(new Map()),
    }),
    [runs, has, change],
  );
}
