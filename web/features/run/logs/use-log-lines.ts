"use client";
import type { Line, LiveMessage, LogLevel } from "@cairn/sdk/schema";
import { useCallback, useEffect, useRef, useState } from "react";
import { api } from "@/lib/api/browser";
import type { Place } from "../../runs/queries";
import { useLive } from "../../runs/use-live";
import { type LineStore, NO_LINES, withFetched, withLive } from "./line-store";

/** Which lines are shown; all when empty. */
export interface LineFilter {
  level?: LogLevel | undefined;
  q?: string | undefined;
  regex?: string | undefined;
}

/** Lines of one request. */
const PAGE = 1_000;
/** Lines shown before the one that is jumped to. */
const LEAD = 200;
/** A filtered list asks at most this often for what came in. */
const CATCH_UP_MS = 500;

interface State extends LineStore {
  /** Ask with `before` for earlier lines; null: there are none. */
  before: number | null;
  /** All lines up to this one were looked at. */
  seen: number;
}

const NOTHING: State = { ...NO_LINES, before: null, seen: 0 };

export interface LogLines {
  lines: readonly Line[];
  total: number;
  isLoading: boolean;
  error: unknown;
  /** Whether there are lines before, or behind, the shown ones. */
  hasBefore: boolean;
  hasAfter: boolean;
  loadBefore: () => void;
  loadAfter: () => void;
  /** Shows the lines around a number. */
  goTo: (number: number) => void;
  /** Shows the last lines. */
  goToEnd: () => void;
  retry: () => void;
}

/** The log of a run: the end or the place that was asked for, more at both ends when wanted, and new lines as they come. */
export function useLogLines(place: Place, run: string, filter: LineFilter, start: number | null, isPaused: boolean): LogLines {
  const [state, setState] = useState<State>(NOTHING);
  const [isLoading, setLoading] = useState(true);
  const [error, setError] = useState<unknown>(null);
  const now = useRef(state);
  const asked = useRef(0);
  const busy = useRef<"before" | "after" | "all" | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const { organization, workspace } = place;
  const { level, q, regex } = filter;
  const isFiltered = level !== undefined || q !== undefined || regex !== undefined;

  const show = useCallback((next: State) => {
    now.current = next;
    setState(next);
  }, []);

  const ask = useCallback(
    async (what: "before" | "after" | "all", range: { after?: number; before?: number; tail?: number }) => {
      if (busy.current && what !== "all") return;
      busy.current = what;
      const mine = what === "all" ? ++asked.current : asked.current;
      if (what === "all") setLoading(true);
      try {
        const words = { ...(level ? { level } : {}), ...(q ? { q } : {}), ...(regex ? { regex } : {}) };
        const answer = await api.runs.lines(run, { limit: PAGE, ...words, ...range }, { organization, workspace });
        // Another place or another filter was asked for meanwhile.
        if (mine !== asked.current) return;
        const base = what === "all" ? NOTHING : now.current;
        const last = answer.items.at(-1)?.number ?? 0;
        const seen = what === "before" ? base.seen : answer.next_after === null ? Math.max(answer.total, last) : answer.next_after;
        const before = what === "after" ? base.before : answer.next_before;
        const joined = isFiltered
          ? { lines: what === "before" ? [...answer.items, ...base.lines] : [...base.lines, ...answer.items], total: answer.total }
          : withFetched(base, answer.items, answer.total);
        show({ ...joined, seen, before });
        setError(null);
      } catch (thrown) {
        if (mine === asked.current) setError(thrown);
      } finally {
        if (mine === asked.current) {
          busy.current = null;
          if (what === "all") setLoading(false);
        }
      }
    },
    [organization, workspace, run, level, q, regex, isFiltered, show],
  );

  const goTo = useCallback((number: number) => void ask("all", { after: Math.max(0, number - LEAD - 1) }), [ask]);
  const goToEnd = useCallback(() => void ask("all", { tail: PAGE }), [ask]);
  const loadBefore = useCallback(() => {
    const { before } = now.current;
    if (before !== null) ask("before", { before });
  }, [ask]);
  const loadAfter = useCallback(() => void ask("after", { after: now.current.seen }), [ask]);

  // The first place counts only once: the filter that changes later leads to the end.
  const from = useRef(start);
  useEffect(() => {
    if (from.current !== null) goTo(from.current);
    else goToEnd();
    from.current = null;
  }, [goTo, goToEnd]);
  useEffect(() => () => clearTimeout(timer.current), []);

  function catchUp() {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      loadAfter();
    }, CATCH_UP_MS);
  }

  function onMessage(message: LiveMessage) {
    if (message.kind !== "lines" || message.run_id !== run) return;
    const before = now.current;
    const total = Math.max(before.total, message.lines.at(-1)?.number ?? 0);
    if (isFiltered) {
      const wasAtEnd = before.seen >= before.total;
      show({ ...before, total });
      if (wasAtEnd) catchUp();
      return;
    }
    const { store, isBehind } = withLive(before, message.lines);
    show({ ...before, ...store, seen: store.lines.at(-1)?.number ?? before.seen });
    if (isBehind) catchUp();
  }
  // What was missed is what comes after the last known line.
  const onReturn = () => {
    if (busy.current === null && now.current.seen >= now.current.total) loadAfter();
  };
  useLive({ ...place, lines: [run], isPaused, onMessage, onReturn });

  return {
    lines: state.lines,
    total: state.total,
    isLoading,
    error,
    hasBefore: state.before !== null,
    hasAfter: state.seen < state.total,
    loadBefore,
    loadAfter,
    goTo,
    goToEnd,
    retry: goToEnd,
  };
}
