"use client";
import type { Run, RunPage } from "@cairn/sdk/schema";
import { keepPreviousData, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { api } from "@/lib/api/browser";
import type { Place } from "../../runs/queries";
import { type Group, groupLines, type Lines, plainLines } from "../model/lines";
import { addCondition, type Question } from "../model/question";
import { type Grouping, groupsQuery, PAGE_ROWS, pageQuery } from "./queries";

export interface RowsInput {
  place: Place;
  question: Question;
  /** Null where runs are not grouped. */
  grouping: Grouping | null;
  isOpen: (group: Group) => boolean;
  /** False: nothing is asked yet. */
  isEnabled: boolean;
}

export interface Rows {
  lines: Lines;
  /** The run of a line; undefined while it is fetched, and for heads of groups. */
  runAt: (index: number) => Run | undefined;
  /** Runs fetched for what is in view. */
  loaded: readonly Run[];
  /** Runs that match, also those that are not fetched; undefined until the first answer. */
  total: number | undefined;
  /** Groups there are, of which the table shows the first. */
  groupTotal: number | undefined;
  groupCount: number;
  error: unknown;
  retry: () => void;
  isFetching: boolean;
  /** What is shown answers an earlier question: the new answer is on its way. */
  isHeld: boolean;
  /** Tells which lines are in view. */
  show: (first: number, last: number) => void;
}

interface Need {
  question: Question;
  page: number;
}

const idOf = (question: Question, page: number) => `${JSON.stringify(question)} ${page}`;

/** Pages that the lines in view need; page 0 of the question at least, which tells how many there are. */
function needsOf(lines: Lines, [first, last]: readonly [number, number], question: Question | null): Need[] {
  const needs = new Map<string, Need>();
  const add = (need: Need) => needs.set(idOf(need.question, need.page), need);
  for (let index = first; index <= last; index++) {
    const line = lines.at(index);
    if (line?.kind === "run") add({ question: line.question, page: Math.floor(line.offset / PAGE_ROWS) });
  }
  if (needs.size === 0 && question) add({ question, page: 0 });
  return [...needs.values()];
}

/** Rows of the table, fetched page by page as they come into view. What is shown stays until the next answer is there. */
export function useRows({ place, question, grouping, isOpen, isEnabled }: RowsInput): Rows {
  const [range, setRange] = useState<readonly [number, number]>([0, 0]);
  const [count, setCount] = useState({ of: "", total: undefined as number | undefined });
  const asked = JSON.stringify(question);
  const client = useQueryClient();
  // Of a new question it may be known already: the first rows come with the page.
  const known = () => client.getQueryData(pageQuery(api, place, question, 0).queryKey)?.total;
  const total = count.of === asked ? count.total : known();
  const groups = useQuery({
    ...groupsQuery(api, place, question, grouping ?? { by: [], aggregates: [] }),
    placeholderData: keepPreviousData,
    enabled: isEnabled && grouping !== null,
  });

  const lines = useMemo<Lines>(() => {
    if (!grouping) return plainLines(question, total ?? 0);
    return groupLines(groups.data?.groups ?? [], isOpen, (group) => ({ ...question, filter: addCondition(question.filter, group.filter) }));
  }, [grouping, question, total, groups.data, isOpen]);

  const needs = needsOf(lines, range, grouping ? null : question);
  const combine = useCallback(
    (results: readonly { data: RunPage | undefined; error: unknown; isFetching: boolean; refetch: () => unknown }[]) => ({
      pages: results.map(({ data }) => data),
      error: results.find(({ error, data }) => error && !data)?.error ?? null,
      isFetching: results.some(({ isFetching }) => isFetching),
      refetch: () => results.forEach((result) => void result.refetch()),
    }),
    [],
  );
  const found = useQueries({
    queries: needs.map((need) => ({ ...pageQuery(api, place, need.question, need.page), enabled: isEnabled })),
    combine,
  });

  const pages = useMemo(() => {
    const map = new Map<string, RunPage>();
    needs.forEach((need, i) => {
      const page = found.pages[i];
      if (page) map.set(idOf(need.question, need.page), page);
    });
    return map;
  }, [found.pages, needs.map((need) => idOf(need.question, need.page)).join("\n")]);

  const newest = grouping ? undefined : [...pages.values()][0]?.total;
  useEffect(() => {
    if (newest !== undefined) setCount({ of: asked, total: newest });
  }, [asked, newest]);

  const runAt = useCallback(
    (index: number) => {
      const line = lines.at(index);
      if (line?.kind !== "run") return undefined;
      return pages.get(idOf(line.question, Math.floor(line.offset / PAGE_ROWS)))?.items[line.offset % PAGE_ROWS];
    },
    [lines, pages],
  );
  const loaded = useMemo(() => [...pages.values()].flatMap((page) => page.items), [pages]);
  const isReady = grouping ? groups.data !== undefined : total !== undefined;
  const now = { lines, runAt, loaded, total: grouping ? sum(groups.data?.groups) : total };
  const held = useRef(now);
  if (isReady) held.current = now;
  const error = (grouping ? groups.error : null) ?? found.error;

  const show = useCallback((first: number, last: number) => {
    setRange((before) => {
      const pageOf = (index: number) => Math.floor(index / PAGE_ROWS);
      const isSame = before[0] === first && before[1] === last;
      // Without groups only a change of page matters; with them, every line may belong to another question.
      const isSamePage = pageOf(before[0]) === pageOf(first) && pageOf(before[1]) === pageOf(last);
      return isSame || (isSamePage && last - first < PAGE_ROWS && !groupedNow.current) ? before : [first, last];
    });
  }, []);
  const groupedNow = useRef(false);
  groupedNow.current = grouping !== null;

  return {
    ...(isReady ? now : held.current),
    groupTotal: grouping ? groups.data?.total : undefined,
    groupCount: groups.data?.groups.length ?? 0,
    error,
    retry: () => {
      if (grouping) void groups.refetch();
      found.refetch();
    },
    isFetching: found.isFetching || groups.isFetching,
    isHeld: (!isReady && held.current !== now && held.current.total !== undefined) || groups.isPlaceholderData,
    show,
  };
}

const sum = (groups: readonly Group[] | undefined) => groups?.reduce((all, group) => all + group.count, 0);
