import type { Cairn } from "@cairn/sdk";
import type { RunPage } from "@cairn/sdk/schema";
import { queryOptions } from "@tanstack/react-query";
import { type Place, runsKey } from "../../runs/queries";
import { type Question, searchOf, whereOf } from "../model/question";
import type { Aggregate } from "../model/state";

/** Rows that come with the page itself: about as many as a window shows. */
export const FIRST_ROWS = 28;
/** Rows fetched at once as they come into view. */
export const PAGE_ROWS = 200;
/** Groups that the table shows. */
const GROUPS_MAX = 1_000;
const FIELDS_MAX = 5_000;

export const searchKey = (place: Place) => [...runsKey(place), "search"] as const;

/** One page of the table's rows. */
export const pageQuery = (api: Cairn, place: Place, question: Question, page: number) =>
  queryOptions({
    queryKey: [...searchKey(place), question, page],
    queryFn: ({ signal }): Promise<RunPage> =>
      api.runs.search({ ...searchOf(question), offset: page * PAGE_ROWS, limit: PAGE_ROWS }, { ...place, signal }),
  });

export interface Grouping {
  by: readonly string[];
  aggregates: readonly { field: string; fn: Aggregate | "min" | "max" }[];
}

export const groupsQuery = (api: Cairn, place: Place, question: Question, { by, aggregates }: Grouping) =>
  queryOptions({
    queryKey: [...runsKey(place), "groups", whereOf(question), by, aggregates],
    queryFn: ({ signal }) =>
      api.runs.groups({ ...whereOf(question), by: [...by], aggregates: [...aggregates], limit: GROUPS_MAX }, { ...place, signal }),
    enabled: by.length > 0,
  });

/** Fields of the runs, of one experiment or of all. */
export const fieldsQuery = (api: Cairn, place: Place, experiment: string | null) =>
  queryOptions({
    queryKey: [...runsKey(place), "fields", experiment],
    queryFn: ({ signal }) => api.runs.fields({ limit: FIELDS_MAX, ...(experiment ? { experiment } : {}) }, { ...place, signal }),
    select: ({ items }) => items,
    staleTime: 30_000,
  });

export const statsQuery = (api: Cairn, place: Place, question: Pick<Question, "experiment" | "filter">) =>
  queryOptions({
    queryKey: [...runsKey(place), "stats", question.experiment, question.filter],
    queryFn: ({ signal }) =>
      api.runs.stats(
        {
          ...(question.experiment ? { experiment: question.experiment } : {}),
          ...(question.filter.trim() ? { filter: question.filter } : {}),
        },
        { ...place, signal },
      ),
  });
