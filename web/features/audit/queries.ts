import type { AuditFilter, Cairn } from "@cairn/sdk";
import { infiniteQueryOptions } from "@tanstack/react-query";

const PAGE = 50;

export const auditQuery = (api: Cairn, organization: string, filter: AuditFilter) =>
  infiniteQueryOptions({
    queryKey: ["org", organization, "audit", filter],
    queryFn: ({ pageParam }) => api.audit.list({ ...filter, limit: PAGE }, { organization }).page(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  });
