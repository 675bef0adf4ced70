"use client";
import type { WorkspaceEvent } from "@cairn/sdk/schema";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useRef, useState } from "react";
import { api } from "@/lib/api/browser";
import type { Place } from "../runs/queries";
import { type LiveState, useLive } from "../runs/use-live";
import { matches } from "../webhooks/types";
import { activityFeedQuery, type FeedFilter } from "./queries";

/** At most one refetch in this time for a feed that cannot tell by itself whether an event is of it. */
const REFRESH_MS = 2_000;
/** So many events are kept beside the pages that were fetched; with more the pages are fetched anew. */
const FRESH_MAX = 200;

/** Whether an event belongs to a feed of a whole workspace. */
const belongs = (event: WorkspaceEvent, { type, actor }: FeedFilter): boolean =>
  (type === undefined || matches([type], event.type)) && (actor === undefined || event.actor.id === actor);

/**
 * The feed of a workspace, or of an experiment in it; what happens while it is looked at comes in on top. What the socket told is kept beside what was fetched: an
 * answer that was on its way knows nothing of it yet.
 */
export function useFeed(place: Place, filter: FeedFilter) {
  const client = useQueryClient();
  const options = activityFeedQuery(api, place, filter);
  const query = useInfiniteQuery({ ...options, placeholderData: (before) => before });
  const [fresh, setFresh] = useState<readonly WorkspaceEvent[]>([]);
  const fetchAnew = () => void client.invalidateQueries({ queryKey: options.queryKey });
  const planned = useRef<ReturnType<typeof setTimeout>>(undefined);
  const fetchSoon = () => {
    planned.current ??= setTimeout(() => {
      planned.current = undefined;
      fetchAnew();
    }, REFRESH_MS);
  };
  const live: LiveState = useLive({
    ...place,
    onMessage: (message) => {
      if (message.kind !== "event") return;
      // Which experiment a run is of, its events do not say.
      if (filter.experiment !== undefined) return fetchSoon();
      if (fresh.length >= FRESH_MAX) fetchAnew();
      setFresh((before) => [message.event, ...(before.length < FRESH_MAX ? before : [])]);
    },
    onReturn: fetchAnew,
  });
  const { type, actor } = filter;
  const events = useMemo(() => {
    if (!query.data) return undefined;
    const told = fresh.filter((event) => belongs(event, { type, actor }));
    const all = new Map([...told, ...query.data.pages.flatMap((page) => page.items)].map((event) => [event.id, event]));
    return [...all.values()].sort((a, b) => b.sequence - a.sequence);
  }, [query.data, fresh, type, actor]);
  return { query, live, events };
}
