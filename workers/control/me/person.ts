import { Fault } from "../../shared/errors.ts";
import type { Caller } from "../context.ts";

/** The person behind a session or a program's sign-in. Throws `forbidden` for service accounts and API keys. */
export function requirePerson(caller: Caller): Caller["actor"] {
  if (caller.actor.type !== "user" || caller.credential.kind === "key")
    throw new Fault("forbidden", "Only a person who is signed in may do this, not an API key.");
  return caller.actor;
}
