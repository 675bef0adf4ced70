"use client";
import type { Line } from "@cairn/sdk/schema";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { api } from "@/lib/api/browser";
import { type Place, runsKey } from "../../runs/queries";
import { plainText } from "./ansi";
import { finder, type Search } from "./find";

/** Lines that match and are counted; of more it is said that there are more. */
const COUNTED_MAX = 5_000;
/** Milliseconds that typing must rest before the whole log is searched. */
const REST_MS = 250;

export interface Matches {
  /** Numbers of the lines that match, in order. */
  numbers: readonly number[];
  isComplete: boolean;
  isSearching: boolean;
  /** Why the search cannot be done: what was typed is no expression. */
  isWrong: boolean;
}

/** The lines of a whole log that match, found by the server; lines that came since are looked at here. */
export function useMatches(place: Place, run: string, search: Search, lines: readonly Line[]): Matches {
  const [rested, setRested] = useState(search);
  const { text, isRegex } = search;
  useEffect(() => {
    const timer = setTimeout(() => setRested({ text, isRegex }), REST_MS);
    return () => clearTimeout(timer);
  }, [text, isRegex]);
  const find = useMemo(() => finder(rested), [rested]);
  const enabled = rested.text !== "" && find !== null;
  const found = useQuery({
    queryKey: [...runsKey(place), "run", run, "matches", rested],
    queryFn: async () => {
      const words = rested.isRegex ? { regex: `(?i)${rested.text}` } : { q: rested.text };
      const numbers: number[] = [];
      let after: number | null = 0;
      let total = 0;
      while (after !== null && numbers.length < COUNTED_MAX) {
        const answer: Awaited<ReturnType<typeof api.runs.lines>> = await api.runs.lines(run, { ...words, after, limit: 5_000 }, place);
        numbers.push(...answer.items.map(({ number }) => number));
        after = answer.next_after;
        total = answer.total;
      }
      return { numbers, isComplete: after === null, upTo: after ?? total };
    },
    enabled,
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
  });
  const data = enabled ? found.data : undefined;
  const numbers = useMemo(() => {
    if (!data || !find) return [];
    if (!data.isComplete) return data.numbers;
    const since = lines.filter((line) => line.number > data.upTo && find(plainText(line.text)).length > 0);
    return [...data.numbers, ...since.map(({ number }) => number)];
  }, [data, find, lines]);
  return {
    numbers,
    isComplete: data?.isComplete ?? true,
    isSearching: enabled && found.isFetching,
    isWrong: (text !== "" && finder(search) === null) || (enabled && found.isError),
  };
}
