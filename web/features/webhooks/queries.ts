import type { Cairn, MessageFilter } from "@cairn/sdk";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { LIST_MAX, PAGE_SIZE } from "@/lib/lists";
import { optionsOf, placeKey, type SettingsPlace, settingsPath } from "../organizations/settings-place";

const DELIVERIES_PAGE = 50;
/** Messages from which the list tells how an endpoint is doing. */
const RECENT = 50;
const DAY_MS = 86_400_000;

/** The calls for endpoints of a place. */
export const hooksOf = (api: Cairn, { workspace }: SettingsPlace) => (workspace === null ? api.webhooks : api.workspaces.webhooks);
/** Where the pages of a place begin. */
export const basePath = (place: SettingsPlace) => `${settingsPath(place)}/webhooks`;

export const hooksKey = (place: SettingsPlace) => [...placeKey(place), "webhooks"] as const;
export const hookKey = (place: SettingsPlace, id: string) => [...hooksKey(place), "one", id] as const;

export const hooksQuery = (api: Cairn, place: SettingsPlace) =>
  queryOptions({
    queryKey: [...hooksKey(place), "list"],
    queryFn: () => hooksOf(api, place).list({ limit: PAGE_SIZE }, optionsOf(place)).toArray({ limit: LIST_MAX }),
  });

export const hookQuery = (api: Cairn, place: SettingsPlace, id: string) =>
  queryOptions({ queryKey: [...hookKey(place, id), "endpoint"], queryFn: () => hooksOf(api, place).get(id, optionsOf(place)) });

/** How an endpoint is doing, by its latest messages. */
export interface Recent {
  /** When the newest message came; null: none ever did. */
  lastAt: string | null;
  lastStatus: string | null;
  /** Of the latest messages of the last day: how many, and how many were delivered. What waits for its first attempt is left out. */
  settled: number;
  delivered: number;
}

export const recentQuery = (api: Cairn, place: SettingsPlace, id: string) =>
  queryOptions({
    queryKey: [...hookKey(place, id), "recent"],
    queryFn: async (): Promise<Recent> => {
      const { items } = await hooksOf(api, place).messages(id, { limit: RECENT }, optionsOf(place)).page();
      const since = Date.now() - DAY_MS;
      const tried = items.filter(({ received_at, attempts }) => attempts > 0 && Date.parse(received_at) >= since);
      return {
        lastAt: items[0]?.received_at ?? null,
        lastStatus: items[0]?.status ?? null,
        settled: tried.length,
        delivered: tried.filter(({ status }) => status === "delivered").length,
      };
    },
  });

export const messagesQuery = (api: Cairn, place: SettingsPlace, id: string, filter: MessageFilter) =>
  infiniteQueryOptions({
    queryKey: [...hookKey(place, id), "messages", filter],
    initialPageParam: "",
    queryFn: ({ pageParam }) =>
      hooksOf(api, place)
        .messages(id, { ...filter, limit: DELIVERIES_PAGE }, optionsOf(place))
        .page(pageParam || undefined),
    getNextPageParam: (page) => page.next_cursor,
  });

export const messageQuery = (api: Cairn, place: SettingsPlace, id: string, message: string) =>
  queryOptions({
    queryKey: [...hookKey(place, id), "message", message],
    queryFn: () => hooksOf(api, place).message(id, message, optionsOf(place)),
  });

/** Every type of event that there is; it changes only with the server's version. */
export const catalogueQuery = (api: Cairn) =>
  queryOptions({
    queryKey: ["event-types"],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async () => (await api.events.types()).items,
  });
