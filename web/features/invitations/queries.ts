import type { Invitation } from "@cairn/sdk/schema";
import { queryOptions } from "@tanstack/react-query";
import { type Api, path } from "@/lib/api/api";
import { allItems } from "@/lib/pages";

export const invitationsQuery = (api: Api, org: string) =>
  queryOptions({ queryKey: ["org", org, "invitations"], queryFn: () => allItems<Invitation>(api, path("orgs", org, "invitations")) });
