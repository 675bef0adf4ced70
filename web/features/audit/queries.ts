import type { AuditFilter, Cairn } from "@cairn/sdk";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { optionsOf, placeKey, type SettingsPlace } from "../organizations/settings-place";

const PAGE = 50;
const HOUR_MS = 3_600_000;

/** The trail of an organization, or what of it and of a workspace's own log is about that workspace. */
export const auditQuery = (api: Cairn, place: SettingsPlace, filter: AuditFilter) =>
  infiniteQueryOptions({
    queryKey: [...placeKey(place), "audit", "list", filter],
    queryFn: ({ pageParam }) => {
      const asked = { ...filter, limit: PAGE };
      const list = place.workspace === null ? api.audit.list(asked, optionsOf(place)) : api.audit.workspace(asked, optionsOf(place));
      return list.page(pageParam);
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  });

export const headQuery = (api: Cairn, organization: string) =>
  queryOptions({ queryKey: ["org", organization, "audit", "head"], queryFn: async () => await api.audit.head({ organization }) });

/** The published list: it changes with a release only. */
export const actionsQuery = (api: Cairn) =>
  queryOptions({ queryKey: ["audit-actions"], queryFn: async () => (await api.audit.actions()).items, staleTime: HOUR_MS });

export const settingsQuery = (api: Cairn, organization: string) =>
  queryOptions({ queryKey: ["org", organization, "audit", "settings"], queryFn: async () => await api.audit.settings({ organization }) });
