import type { Cairn } from "@cairn/sdk";
import type { SystemStatus } from "@cairn/sdk/schema";

/** How the system is, and was on each of the last 90 days. */
export const statusQuery = (api: Cairn) => ({
  queryKey: ["status"],
  queryFn: async (): Promise<SystemStatus> => api.system.status(),
});
