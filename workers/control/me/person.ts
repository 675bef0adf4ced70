import { Fault } from "../../shared/errors.ts";
import type { Caller } from "../context.ts";

/**
 * The person behind a session or a program's sign-in. Throws `insufficient_scope` for service accounts and API keys, which are for
 * work, and for a token that was cut down to a workspace: what is the person's own lies outside of it.
 */
export function requirePerson(caller: Caller): Caller["actor"] {
  if (caller.actor.type !== "user" || caller.credential.kind === "key")
    throw new Fault("insufficient_scope", "Only a person who is signed in may do this, not an API key.");
  if (caller.orgId !== null || caller.workspaceIds !== null)
    throw new Fault("insufficient_scope", "This token is for one workspace only and does not allow this.");
  return caller.actor;
}
