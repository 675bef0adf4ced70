import type { Cairn } from "@cairn/sdk";
import { queryOptions } from "@tanstack/react-query";
import { LIST_MAX, PAGE_SIZE } from "@/lib/lists";

export const membersQuery = (api: Cairn, organization: string) =>
  queryOptions({
    queryKey: ["org", organization, "members"],
    queryFn: () => api.members.list({ limit: PAGE_SIZE }, { organization }).toArray({ limit: LIST_MAX }),
  });
