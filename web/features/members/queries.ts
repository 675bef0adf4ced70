import type { Member } from "@cairn/sdk/schema";
import { queryOptions } from "@tanstack/react-query";
import { type Api, path } from "@/lib/api/api";
import { allItems } from "@/lib/pages";

export const membersQuery = (api: Api, org: string) =>
  queryOptions({ queryKey: ["org", org, "members"], queryFn: () => allItems<Member>(api, path("orgs", org, "members")) });
