import type { Cairn, MessageFilter } from "@cairn/sdk";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { LIST_MAX, PAGE_SIZE } from "@/lib/lists";
import { optionsOf, placeKey, type SettingsPlace, settingsPath } from "../organizations/settings-place";

const DELIVERIES_PAGE = 50;
/** Days whose attempts tell how an endpoint is doing, today included. */
const RECENT_DAYS = 7;
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

/** How an endpoint is doing. */
export interface Recent {
  /** When the newest message came; null: none ever did. */
  lastAt: string | null;
  /** Attempts of the last 7 days, and how many of them succeeded. */
  attempts: number;
  succeeded: number;
}

export const recentQuery = (api: Cairn, place: SettingsPlace, id: string) =>
  queryOptions({
    queryKey: [...hookKey(place, id), "recent"],
    queryFn: async (): Promise<Recent> => {
      const hooks = hooksOf(api, place);
      const [{ items }, { days }] = await Promise.all([
        hooks.messages(id, { limit: 1 }, optionsOf(place)).page(),
        hooks.stats(id, optionsOf(place)),
      ]);
      const first = new Date(Date.now() - (RECENT_DAYS - 1) * DAY_MS).toISOString().slice(0, 10);
      const recent = days.filter(({ day }) => day >= first);
      return {
        lastAt: items[0]?.received_at ?? null,
        attempts: recent.reduce((sum, day) => sum + day.attempts, 0),
        succeeded: recent.reduce((sum, day) => sum + day.succeeded, 0),
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
