import type { Cairn } from "@cairn/sdk";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { Days } from "./ranges";

/** What an organization used in some days. */
export const usageQuery = (api: Cairn, organization: string, days: Days) =>
  queryOptions({
    queryKey: ["org", organization, "usage", days],
    queryFn: async () => api.usage.organization(days, { organization }),
    placeholderData: keepPreviousData,
  });
