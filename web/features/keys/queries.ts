import type { Cairn } from "@cairn/sdk";
import { queryOptions } from "@tanstack/react-query";
import { LIST_MAX, PAGE_SIZE } from "@/lib/lists";

export const serviceAccountsQuery = (api: Cairn, organization: string) =>
  queryOptions({
    queryKey: ["org", organization, "service-accounts"],
    queryFn: () => api.serviceAccounts.list({ limit: PAGE_SIZE }, { organization }).toArray({ limit: LIST_MAX }),
  });

export const keysQuery = (api: Cairn, organization: string) =>
  queryOptions({
    queryKey: ["org", organization, "keys"],
    queryFn: () => api.keys.list({ limit: PAGE_SIZE }, { organization }).toArray({ limit: LIST_MAX }),
  });
