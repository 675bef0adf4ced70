"use client";
import type { LiveMessage } from "@cairn/sdk/schema";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { Place } from "../runs/queries";
import { type LiveState, useLive } from "../runs/use-live";
import type { LivePoints } from "./live-tail";
import type { ChartGroup } from "./signal";
import { curvesKey } from "./use-curves";

/** Points are handed to the panels at most this often: each time all lines that changed are drawn anew. */
const BATCH_MS = 200;
/** Most runs that a socket tells of. */
const WATCHED_MAX = 100;

/** Points of some runs as they come in, in batches, for all panels of a group; and the names of metrics that were not there before. */
export function useLivePoints(
  place: Place,
  runs: readonly string[],
  group: ChartGroup,
  isPaused: boolean,
): { state: LiveState; keys: readonly string[] } {
  const client = useQueryClient();
  const [keys, setKeys] = useState<readonly string[]>([]);
  const waiting = useRef<LivePoints[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  function handOut() {
    timer.current = undefined;
    const batch = waiting.current;
    waiting.current = [];
    const names = batch.flatMap(({ metrics }) => metrics.map(({ key }) => key));
    setKeys((known) => (names.every((name) => known.includes(name)) ? known : [...new Set([...known, ...names])]));
    group.points.set(batch);
  }

  const state = useLive({
    ...place,
    watch: runs.slice(0, WATCHED_MAX),
    isPaused,
    onMessage: (message: LiveMessage) => {
      if (message.kind !== "points" || !runs.includes(message.run_id)) return;
      waiting.current.push({ run_id: message.run_id, metrics: message.metrics });
      timer.current ??= setTimeout(handOut, BATCH_MS);
    },
    onReturn: () => void client.invalidateQueries({ queryKey: curvesKey(place) }),
  });
  return { state, keys };
}
