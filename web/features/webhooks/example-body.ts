import type { ActorRef, EventTypeEntry } from "@cairn/sdk/schema";

const AT = "2026-11-21T09:30:00.000Z";
const ID = "01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c";

/** What an endpoint would get of a type, with the reader's own organization, workspace and name. */
export function exampleBody(entry: EventTypeEntry, place: { organization: string; workspace: string; actor: ActorRef }) {
  return {
    type: entry.type,
    timestamp: AT,
    data: {
      id: `evt_${ID}`,
      type: entry.type,
      version: entry.version,
      at: AT,
      actor: place.actor,
      credential: null,
      request_id: "5d41402abc4b2a76b9719d911017c592",
      subject: { type: entry.subject, id: `${entry.subject}_${ID}` },
      organization_id: place.organization,
      workspace_id: entry.scope === "workspace" ? place.workspace : null,
      data: entry.example,
    },
  };
}
