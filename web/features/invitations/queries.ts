import type { Cairn } from "@cairn/sdk";
import { queryOptions } from "@tanstack/react-query";
import { LIST_MAX, PAGE_SIZE } from "@/lib/lists";

export const invitationsQuery = (api: Cairn, organization: string) =>
  queryOptions({
    queryKey: ["org", organization, "invitations"],
    queryFn: () => api.invitations.list({ limit: PAGE_SIZE }, { organization }).toArray({ limit: LIST_MAX }),
  });
