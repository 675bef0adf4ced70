"use client";
import type { Curves } from "@cairn/sdk/schema";
import { keepPreviousData, type Query, type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { api } from "@/lib/api/browser";
import { type Place, runsKey } from "../runs/queries";
import type { Range } from "./domain";
import { afterEnd, type LivePoints, withLivePoints } from "./live-tail";
import type { ChartGroup } from "./signal";
import type { XAxis } from "./traces";
import { stepRange } from "./zoom";

/** Milliseconds that a zoom must rest before its detail is asked for, when another came just before: panning passes through many. */
const REST_MS = 120;
/** A curve with so many times more buckets than asked for, by live points, is asked for anew. */
const GROWTH_MAX = 3;

/** All curves of a workspace, for asking anew. */
export const curvesKey = (place: Place) => [...runsKey(place), "curves"] as const;

export interface CurvesInput {
  place: Place;
  runs: readonly string[];
  keys: readonly string[];
  buckets: number;
  axis: XAxis;
  zoom: Range | null;
  group: ChartGroup;
  /** Nothing is asked for what nobody sees. */
  isVisible: boolean;
}

/** The curves of a panel: everything coarsely, and what is zoomed at in full detail; points that come in live are put on top. */
export function useCurves({ place, runs, keys, buckets, axis, zoom, group, isVisible }: CurvesInput) {
  const client = useQueryClient();
  const base = [...curvesKey(place), { runs, keys, buckets }] as const;
  const enabled = isVisible && runs.length > 0;
  const ask = (range: { from_step?: number; to_step?: number }) =>
    holdingPoints(group, keys, range, () => api.runs.curves({ runs: [...runs], keys: [...keys], buckets, ...range }, place));
  const whole = useQuery({
    queryKey: base,
    queryFn: () => ask({}),
    enabled,
    staleTime: Number.POSITIVE_INFINITY,
    // To compare millions of numbers with those before takes longer than to draw them.
    structuralSharing: false,
    placeholderData: keepPreviousData,
  });
  const rested = useRested(zoom);
  const part = rested && whole.data ? stepRange(whole.data.curves, axis, rested) : null;
  // Nothing is gained where all points are there already.
  const isCoarse = whole.data?.curves.some(({ width }) => width > 0) ?? false;
  const detail = useQuery({
    queryKey: [...base, part] as const,
    queryFn: () => ask({ from_step: part?.from ?? 0, to_step: part?.to ?? 0 }),
    enabled: enabled && part !== null && isCoarse,
    staleTime: Number.POSITIVE_INFINITY,
    structuralSharing: false,
    // Detail of another part would leave gaps where all, coarsely, has lines.
    placeholderData: (before, query) => (holds(query?.queryKey.at(-1) as StepRange, part) ? before : undefined),
  });
  const [beyond, setBeyond] = useState(0);
  // Other runs, other metrics: another place in the cache.
  const name = JSON.stringify([base, part]);

  useEffect(() => {
    setBeyond(0);
    const [wholeKey, partKey] = JSON.parse(name) as [typeof base, typeof part];
    return group.points.subscribe((added) => {
      grow(client, wholeKey, keys, added, buckets);
      if (!partKey) return;
      const known = client.getQueryData<Curves>([...wholeKey, partKey]);
      const next = withLivePoints(known ?? { curves: [] }, keys, added, partKey);
      if (known && next.changed) client.setQueryData([...wholeKey, partKey], next.curves);
      if (next.beyond > 0) setBeyond((count) => count + next.beyond);
    });
  }, [name, group, client, keys, buckets]);

  const isDetailed = part !== null && isCoarse && detail.data !== undefined && zoom !== null;
  const shown = isDetailed ? detail.data : whole.data;
  // What was answered for the part before stays until the new answer is there.
  const shownPart = isDetailed && !detail.isPlaceholderData ? `${part.from} ${part.to}` : "";
  return { whole, detail, part: shownPart, curves: shown?.curves, all: whole.data?.curves, beyond: zoom ? beyond : 0 };
}

/**
 * Puts points on top of what is known, if anything is; what grew far beyond its number of buckets is asked for anew. A panel whose
 * width has just changed still shows the answer for another number of buckets: that grows too.
 */
function grow(client: QueryClient, key: readonly unknown[], keys: readonly string[], added: readonly LivePoints[], buckets: number): void {
  const name = lineNames(key);
  const ofPanel = { queryKey: key.slice(0, -1), predicate: (query: Query) => lineNames(query.queryKey) === name };
  for (const [one, known] of client.getQueriesData<Curves>(ofPanel)) {
    if (!known) continue;
    const { curves, changed } = withLivePoints(known, keys, added);
    if (!changed) continue;
    client.setQueryData(one, curves);
    if (curves.curves.some(({ steps }) => steps.length > buckets * GROWTH_MAX)) client.invalidateQueries({ queryKey: one, exact: true });
  }
}

/** Runs and metrics of an answer that holds whole curves; the answer for a part ends with the part. */
function lineNames(key: readonly unknown[]): string {
  const { runs, keys } = (key.at(-1) ?? {}) as { runs?: unknown; keys?: unknown };
  return JSON.stringify([key.length, runs, keys]);
}

/** Asks for curves; points that come in meanwhile are put on top of the answer where it does not hold them yet. */
async function holdingPoints(
  group: ChartGroup,
  keys: readonly string[],
  range: { from_step?: number; to_step?: number },
  ask: () => Promise<Curves>,
): Promise<Curves> {
  const held: LivePoints[] = [];
  const stop = group.points.subscribe((added) => void held.push(...added));
  try {
    const answer = await ask();
    return withLivePoints(answer, keys, afterEnd(answer, held), { from: range.from_step, to: range.to_step }).curves;
  } finally {
    stop();
  }
}

type StepRange = ReturnType<typeof stepRange>;

/** Whether a range has all steps of another. */
const holds = (outer: StepRange | undefined, inner: StepRange): boolean =>
  Boolean(outer && inner && outer.from <= inner.from && outer.to >= inner.to);

/** The value: at once when it had not changed for a moment, and otherwise once it has not; null at once. */
function useRested(zoom: Range | null): Range | null {
  const [rested, setRested] = useState(zoom);
  const changedAt = useRef(Number.NEGATIVE_INFINITY);
  const [min, max] = [zoom?.min, zoom?.max];
  useEffect(() => {
    const wasAtRest = performance.now() - changedAt.current > REST_MS;
    changedAt.current = performance.now();
    if (min === undefined || max === undefined) return setRested(null);
    if (wasAtRest) return setRested({ min, max });
    const timer = setTimeout(() => setRested({ min, max }), REST_MS);
    return () => clearTimeout(timer);
  }, [min, max]);
  return rested;
}
