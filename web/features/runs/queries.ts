import type { Cairn } from "@cairn/sdk";
import type { RunStatus } from "@cairn/sdk/schema";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { PAGE_SIZE } from "@/lib/lists";

/** A workspace by its slugs. */
export interface Place {
  organization: string;
  workspace: string;
}

export interface RunsFilter {
  experiment?: string | undefined;
  status?: RunStatus | undefined;
}

/** Runs fetched at once. */
const RUNS_PAGE_SIZE = 50;

const keyOf = ({ organization, workspace }: Place) => ["org", organization, "workspace", workspace] as const;

/** Everything of a workspace that its runs change. */
export const runsKey = (place: Place) => [...keyOf(place), "runs"] as const;

export const runsQuery = (api: Cairn, place: Place, filter: RunsFilter) =>
  infiniteQueryOptions({
    queryKey: [...runsKey(place), "list", filter],
    initialPageParam: "",
    queryFn: ({ pageParam }) =>
      api.runs
        .list(
          {
            limit: RUNS_PAGE_SIZE,
            ...(filter.experiment ? { experiment: filter.experiment } : {}),
            ...(filter.status ? { status: filter.status } : {}),
          },
          place,
        )
        .page(pageParam || undefined),
    getNextPageParam: (page) => page.next_cursor,
  });

export const experimentsQuery = (api: Cairn, place: Place) =>
  queryOptions({
    queryKey: [...runsKey(place), "experiments"],
    queryFn: () => api.experiments.list({ limit: PAGE_SIZE }, place).toArray({ limit: 1_000 }),
  });

export const runQuery = (api: Cairn, place: Place, run: string) =>
  queryOptions({ queryKey: [...runsKey(place), "run", run], queryFn: () => api.runs.get(run, place) });
