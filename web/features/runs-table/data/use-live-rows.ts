"use client";
import type { LiveMessage, MetricColumns, MetricSummary, Run, RunPage } from "@cairn/sdk/schema";
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef } from "react";
import { toNumber } from "../../charts/format";
import { type Place, runsKey } from "../../runs/queries";
import { type LiveState, useLive } from "../../runs/use-live";
import { searchKey } from "./queries";

/** The table follows what happens at most so often, however much happens. */
export const REFRESH_MS = 1_000;
/** What of the runs' answers an event makes stale at once; which fields there are is asked seldom. */
const FOLLOWING: ReadonlySet<unknown> = new Set(["search", "groups", "stats", "experiments"]);
/** Most runs whose points the socket sends. */
const WATCHED_MAX = 100;

export interface LiveRowsInput {
  place: Place;
  /** Runs in view. */
  runs: readonly Run[];
  isPaused: boolean;
  /** Called just before rows change, to keep what is in view where it is. */
  beforeChange: () => void;
}

/** Keeps the rows in view true: events fetch them anew, points change them in place. */
export function useLiveRows({ place, runs, isPaused, beforeChange }: LiveRowsInput): LiveState {
  const client = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const points = useRef(new Map<string, MetricColumns[]>());
  const isStale = useRef(false);
  const paused = useRef(isPaused);
  const change = useRef(beforeChange);
  change.current = beforeChange;

  const flush = useCallback(() => {
    timer.current = undefined;
    if (paused.current) return;
    change.current();
    if (points.current.size > 0) {
      const added = points.current;
      points.current = new Map();
      client.setQueriesData<RunPage>({ queryKey: searchKey(place) }, (page) => page && withPoints(page, added));
    }
    if (!isStale.current) return;
    isStale.current = false;
    const key = runsKey(place);
    void client.invalidateQueries(
      { queryKey: key, predicate: ({ queryKey }) => FOLLOWING.has(queryKey[key.length]) },
      { cancelRefetch: false },
    );
  }, [client, place]);
  const plan = useCallback(() => {
    if (!paused.current) timer.current ??= setTimeout(flush, REFRESH_MS);
  }, [flush]);

  paused.current = isPaused;
  useEffect(() => () => clearTimeout(timer.current), []);

  const watch = runs.filter(({ status }) => status === "running").slice(0, WATCHED_MAX);
  const onMessage = (message: LiveMessage) => {
    if (message.kind === "event" && /^(run|experiment)\./.test(message.event.type)) {
      isStale.current = true;
      plan();
    } else if (message.kind === "points") {
      const list = points.current.get(message.run_id) ?? [];
      points.current.set(message.run_id, [...list, ...message.metrics]);
      plan();
    }
  };
  return useLive({
    ...place,
    isPaused,
    watch: watch.map(({ id }) => id),
    onMessage,
    onReturn: () => {
      isStale.current = true;
      plan();
    },
  });
}

/** A page with points that came in; runs that got none stay the same objects. */
function withPoints(page: RunPage, added: ReadonlyMap<string, readonly MetricColumns[]>): RunPage {
  if (!page.items.some(({ id }) => added.has(id))) return page;
  return { ...page, items: page.items.map((run) => runWithPoints(run, added.get(run.id))) };
}

function runWithPoints(run: Run, added: readonly MetricColumns[] | undefined): Run {
  if (!added) return run;
  const metrics = { ...run.metrics };
  for (const columns of added) {
    // Fields that the table did not ask for are not there, and not wanted.
    const before = metrics[columns.key];
    if (before) metrics[columns.key] = summaryWith(before, columns);
  }
  return { ...run, metrics, heartbeat_at: new Date(Math.max(Date.parse(run.heartbeat_at), newest(added))).toISOString() };
}

const newest = (added: readonly MetricColumns[]) => added.reduce((latest, { times }) => times.reduce((a, b) => Math.max(a, b), latest), 0);

/** What is known of a metric after some more points. */
export function summaryWith(before: MetricSummary, { steps, values }: MetricColumns): MetricSummary {
  let { last, last_step, min, max } = before;
  steps.forEach((step, i) => {
    const value = values[i];
    if (value === undefined) return;
    if (step >= last_step) {
      last = value;
      last_step = step;
    }
    const number = toNumber(value);
    if (Number.isNaN(number)) return;
    if (!(toNumber(min) <= number)) min = value;
    if (!(toNumber(max) >= number)) max = value;
  });
  return { ...before, count: before.count + steps.length, last, last_step, min, max };
}
