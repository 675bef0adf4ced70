import type { PageSize } from "../inputs.ts";
import type { OrganizationOptions, WorkspaceOptions } from "../requester.ts";
import type { EventTypeEntry, WorkspaceEvent } from "../schema/index.ts";
import type { Call } from "../transport/call.ts";
import type { Listing } from "../transport/listing.ts";
import { Resource } from "./resource.ts";

/**
 * Which events to read.
 *
 * @example cairn.events.list({ type: "run.*", order: "newest" });
 */
export interface EventFilter {
  /** Sequence number of the last event already known. */
  after?: number | undefined;
  /** Id of a run, an experiment or a view. */
  subject?: string | undefined;
  /** Id of an experiment: its own events and those of its runs. */
  experiment?: string | undefined;
  /** A type of event, or all of a noun: `run.*`. */
  type?: string | undefined;
  /** Id of who did it. */
  actor?: string | undefined;
  order?: "oldest" | "newest" | undefined;
}

/**
 * What happened in the workspace, oldest first.
 *
 * @example for await (const event of cairn.events.list({ after: lastSeen })) lastSeen = event.sequence;
 */
export class Events extends Resource {
  list(query: EventFilter & PageSize = {}, options?: WorkspaceOptions): Listing<WorkspaceEvent> {
    return this.listing({ at: "workspace", path: "/events", query, options });
  }

  /** The catalogue: every type of event with what its data holds. */
  types(options?: OrganizationOptions): Call<{ items: EventTypeEntry[] }> {
    return this.client.call({ method: "GET", at: "root", path: "/event-types", options });
  }
}
