import type { UsageFilter } from "../inputs.ts";
import type { OrganizationOptions, WorkspaceOptions } from "../requester.ts";
import type { OrganizationUsage, WorkspaceUsage } from "../schema/index.ts";
import type { Call } from "../transport/call.ts";
import { Resource } from "./resource.ts";

/**
 * What was used, by days in UTC; this month so far when none are given.
 *
 * @example const { totals, limits } = await cairn.usage.organization({ from: "2026-11-01" });
 */
export class Usage extends Resource {
  /** Of the organization, by workspace too, and how much of its plan. */
  organization(query: UsageFilter = {}, options?: OrganizationOptions): Call<OrganizationUsage> {
    return this.client.call({ method: "GET", at: "organization", path: "/usage", query, options });
  }

  /** Of the workspace. */
  workspace(query: UsageFilter = {}, options?: WorkspaceOptions): Call<WorkspaceUsage> {
    return this.client.call({ method: "GET", at: "workspace", path: "/usage", query, options });
  }

  /** Of the organization as CSV, a line a day for each workspace: the Response, whose body is text. */
  organizationCsv(query: UsageFilter = {}, options?: OrganizationOptions): Call<Response> {
    return this.client.call({ method: "GET", at: "organization", path: "/usage.csv", query, as: "response", options });
  }

  /** Of the workspace as CSV. */
  workspaceCsv(query: UsageFilter = {}, options?: WorkspaceOptions): Call<Response> {
    return this.client.call({ method: "GET", at: "workspace", path: "/usage.csv", query, as: "response", options });
  }
}
