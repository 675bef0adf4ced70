import type { Cairn } from "@cairn/sdk";
import type { LineMatches, LogLevel } from "@cairn/sdk/schema";
import { infiniteQueryOptions } from "@tanstack/react-query";
import { type Place, runsKey } from "../runs/queries";

/** What is looked for, and in the logs of which runs. */
export interface LineQuestion {
  text: string;
  isRegex: boolean;
  level: LogLevel | null;
  experiment: string | null;
  filter: string;
}

/** Matches of one request. */
const PAGE = 100;
/** The server looks at so much at a time; so many times it is asked to go on before the reader is told that nothing was found so far. */
const ROUNDS_MAX = 20;

/** A page of matches, newest run first; how many logs were looked through for it. */
export const lineMatchesQuery = (api: Cairn, place: Place, { text, isRegex, level, experiment, filter }: LineQuestion) =>
  infiniteQueryOptions({
    queryKey: [...runsKey(place), "line-search", { text, isRegex, level, experiment, filter }],
    initialPageParam: "",
    queryFn: async ({ pageParam, signal }): Promise<LineMatches> => {
      let cursor = pageParam;
      let runs_searched = 0;
      for (let round = 1; ; round++) {
        const page = await api.runs.searchLines(
          {
            ...(isRegex ? { regex: `(?i)${text}` } : { q: text }),
            ...(level ? { level } : {}),
            ...(experiment ? { experiments: [experiment] } : {}),
            ...(filter.trim() ? { filter } : {}),
            ...(cursor ? { cursor } : {}),
            limit: PAGE,
          },
          { ...place, signal },
        );
        runs_searched += page.runs_searched;
        if (page.items.length > 0 || page.next_cursor === null || round === ROUNDS_MAX) return { ...page, runs_searched };
        cursor = page.next_cursor;
      }
    },
    getNextPageParam: (page) => page.next_cursor,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
