// An entry of its own: programs that only log runs do not carry it.
import type { Cairn } from "../client.ts";
import type { Requester } from "../requester.ts";
import { Comments } from "./comments.ts";
import { Inbox } from "./inbox.ts";
import { Preferences } from "./preferences.ts";
import { Watches } from "./watches.ts";

export type { Comments } from "./comments.ts";
export type { Inbox, NotificationFilter } from "./inbox.ts";
export type { Preferences } from "./preferences.ts";
export type { Watches } from "./watches.ts";

/** What people tell each other, and what they are told. */
export interface Collaboration {
  comments: Comments;
  inbox: Inbox;
  watches: Watches;
  preferences: Preferences;
}

/**
 * Comments, inbox, watches and preferences for a client.
 *
 * @example
 * import { cairn } from "@cairn/sdk";
 * import { collaborationOf } from "@cairn/sdk/collaboration";
 * const { comments, inbox } = collaborationOf(cairn);
 * for await (const { author, body } of comments.list(run)) console.log(author.name, body);
 */
export function collaborationOf(cairn: Pick<Cairn, "request">): Collaboration {
  const requester: Requester = { call: (request) => cairn.request(request) };
  return {
    comments: new Comments(requester),
    inbox: new Inbox(requester),
    watches: new Watches(requester),
    preferences: new Preferences(requester),
  };
}
