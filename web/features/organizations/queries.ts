import type { Me, OrganizationWithRole } from "@cairn/sdk/schema";
import { queryOptions } from "@tanstack/react-query";
import { type Api, path } from "@/lib/api/api";

export const meQuery = (api: Api) => queryOptions({ queryKey: ["me"], queryFn: () => api.get<Me>("/me") });

export const organizationQuery = (api: Api, org: string) =>
  queryOptions({ queryKey: ["org", org], queryFn: () => api.get<OrganizationWithRole>(path("orgs", org)) });
