import type { Cairn } from "@cairn/sdk";
import type { OrganizationUsage, WorkspaceUsage } from "@cairn/sdk/schema";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { optionsOf, placeKey, type SettingsPlace } from "../organizations/settings-place";
import type { Days } from "./ranges";

/** What an organization or a workspace used in some days; only an organization has a plan. */
export const usageQuery = (api: Cairn, place: SettingsPlace, days: Days) =>
  queryOptions({
    queryKey: [...placeKey(place), "usage", days],
    queryFn: async (): Promise<OrganizationUsage | WorkspaceUsage> =>
      place.workspace === null ? api.usage.organization(days, optionsOf(place)) : api.usage.workspace(days, optionsOf(place)),
    placeholderData: keepPreviousData,
  });
