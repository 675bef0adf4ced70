import type { Cairn, EventFilter } from "@cairn/sdk";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { Place } from "../runs/queries";

const PAGE = 50;
/** As many runs as are named at once. */
const NAMED = 100;

export type FeedFilter = Pick<EventFilter, "type" | "actor" | "experiment">;

export const activityKey = ({ organization, workspace }: Place) => ["org", organization, "workspace", workspace, "feed"] as const;

/** What happened in a workspace, newest first. */
export const activityFeedQuery = (api: Cairn, place: Place, filter: FeedFilter) =>
  infiniteQueryOptions({
    queryKey: [...activityKey(place), "events", filter],
    initialPageParam: "",
    queryFn: ({ pageParam }) => api.events.list({ ...filter, order: "newest", limit: PAGE }, place).page(pageParam || undefined),
    getNextPageParam: (page) => page.next_cursor,
  });

/** Names of runs by id; those that are gone are missing. */
export const runNamesQuery = (api: Cairn, place: Place, ids: readonly string[]) =>
  queryOptions({
    queryKey: [...activityKey(place), "names", ids],
    staleTime: 60_000,
    enabled: ids.length > 0,
    queryFn: async () => {
      const names: Record<string, string> = {};
      for (let at = 0; at < ids.length; at += NAMED) {
        const filter = `id in (${ids
          .slice(at, at + NAMED)
          .map((id) => `"${id}"`)
          .join(", ")})`;
        const { items } = await api.runs.search({ filter, lifecycle: "all", fields: [], limit: NAMED }, place);
        for (const { id, name } of items) names[id] = name;
      }
      return names;
    },
  });
