import type { PageSize } from "../inputs.ts";
import type { OrganizationOptions, WorkspaceOptions } from "../requester.ts";
import type { EventTypeEntry, WorkspaceEvent } from "../schema/index.ts";
import type { Call } from "../transport/call.ts";
import type { Listing } from "../transport/listing.ts";
import { Resource } from "./resource.ts";

/**
 * What happened in the workspace, oldest first.
 *
 * @example for await (const event of cairn.events.list({ after: lastSeen })) lastSeen = event.sequence;
 */
export class Events extends Resource {
  /** @param query `after` is the sequence number of the last event already known. */
  list(
    query: PageSize & { after?: number | undefined; subject?: string | undefined; order?: "oldest" | "newest" | undefined } = {},
    options?: WorkspaceOptions,
  ): Listing<WorkspaceEvent> {
    return this.listing({ at: "workspace", path: "/events", query, options });
  }

  /** The catalogue: every type of event with what its data holds. */
  types(options?: OrganizationOptions): Call<{ items: EventTypeEntry[] }> {
    return this.client.call({ method: "GET", at: "root", path: "/event-types", options });
  }
}
