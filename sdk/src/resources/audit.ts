import type { AuditFilter, PageSize } from "../inputs.ts";
import type { OrganizationOptions } from "../requester.ts";
import type { AuditEntry } from "../schema/index.ts";
import type { Listing } from "../transport/listing.ts";
import { Resource } from "./resource.ts";

/**
 * The organization's audit trail, newest first.
 *
 * @example for await (const entry of cairn.audit.list({ action: "key.created" })) console.log(entry.actor.name);
 */
export class Audit extends Resource {
  list(query: AuditFilter & PageSize = {}, options?: OrganizationOptions): Listing<AuditEntry> {
    return this.listing({ at: "organization", path: "/audit", query, options });
  }
}
