import type { AuditFilter, Cairn } from "@cairn/sdk";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

const PAGE = 50;
const HOUR_MS = 3_600_000;

export const auditQuery = (api: Cairn, organization: string, filter: AuditFilter) =>
  infiniteQueryOptions({
    queryKey: ["org", organization, "audit", "list", filter],
    queryFn: ({ pageParam }) => api.audit.list({ ...filter, limit: PAGE }, { organization }).page(pageParam),
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
