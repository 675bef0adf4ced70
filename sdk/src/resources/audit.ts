import type { AuditExportInput, AuditFilter, PageSize } from "../inputs.ts";
import type { OrganizationOptions, WorkspaceOptions } from "../requester.ts";
import type { AuditActionEntry, AuditEntry, AuditHead, AuditPlace, AuditSettings } from "../schema/index.ts";
import type { Call } from "../transport/call.ts";
import type { Listing } from "../transport/listing.ts";
import { Resource } from "./resource.ts";

/**
 * The organization's audit trail, newest first.
 *
 * @example for await (const entry of cairn.audit.list({ action: "key.*" })) console.log(entry.actor.name);
 */
export class Audit extends Resource {
  list(query: AuditFilter & PageSize = {}, options?: OrganizationOptions): Listing<AuditEntry> {
    return this.listing({ at: "organization", path: "/audit", query, options });
  }

  /** What happened in a workspace, and to it: its own events and the organization's entries about it. For admins of the workspace. */
  workspace(query: AuditFilter & PageSize = {}, options?: WorkspaceOptions): Listing<AuditEntry> {
    return this.listing({ at: "workspace", path: "/audit", query, options });
  }

  /** The trail as a file, its body unread. Check it with `verifyAudit` of `@cairn/sdk/audit`. */
  export(query: AuditExportInput = {}, options?: OrganizationOptions): Call<Response> {
    return this.#get("/export", query, options, "response");
  }

  /** The trail of a workspace as a file, newest first, its body unread. For admins of the workspace. */
  exportWorkspace(query: AuditExportInput = {}, options?: WorkspaceOptions): Call<Response> {
    return this.client.call({ method: "GET", at: "workspace", path: "/audit/export", query, options, as: "response" });
  }

  /** Where the chain stands, signed. */
  head(options?: OrganizationOptions): Call<AuditHead> {
    return this.#get("/head", {}, options);
  }

  /** Positions of the chain after one, with their hashes: 1,000 at most. */
  places(
    query: { after?: number | undefined; limit?: number | undefined } = {},
    options?: OrganizationOptions,
  ): Call<{ items: AuditPlace[] }> {
    return this.#get("/chain", query, options);
  }

  /** Every action that the trail can tell of. */
  actions(options?: OrganizationOptions): Call<{ items: AuditActionEntry[] }> {
    return this.client.call({ method: "GET", at: "root", path: "/audit-actions", options });
  }

  /** How long the trail is kept. */
  settings(options?: OrganizationOptions): Call<AuditSettings> {
    return this.#get("/settings", {}, options);
  }

  /** Changes how long the trail is kept: 90 days or more, or for ever (null). For owners. */
  changeSettings(body: AuditSettings, options?: OrganizationOptions): Call<AuditSettings> {
    return this.client.call({ method: "PUT", at: "organization", path: "/audit/settings", body, options });
  }

  #get<T>(path: string, query: object, options?: OrganizationOptions, as?: "response"): Call<T> {
    return this.client.call<T>({ method: "GET", at: "organization", path: `/audit${path}`, query, options, as });
  }
}
