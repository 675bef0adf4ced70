import type { Cairn } from "@cairn/sdk";
import { queryOptions } from "@tanstack/react-query";

export const meQuery = (api: Cairn) => queryOptions({ queryKey: ["me"], queryFn: () => api.me.get() });

export const organizationQuery = (api: Cairn, org: string) =>
  queryOptions({ queryKey: ["org", org], queryFn: () => api.organizations.get(org) });
