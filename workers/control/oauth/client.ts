import { CLI_CLIENT_ID } from "@cairn/sdk/schema";
import { OAuthFault } from "./errors.ts";
import { DEVICE_NAME_MAX_CHARS } from "./limits.ts";

/** Only such names are repeated in an error: its description may hold no other characters (RFC 6749 section 5.2). */
const PLAIN_NAME = /^[a-z_]{1,40}$/;
/** What could hide or turn around words on the page where a person consents. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** The parameters of an OAuth request: an empty one counts as absent, a repeated one is refused (RFC 6749 section 3.1). */
export function parametersOf(source: URLSearchParams): Map<string, string> {
  const parameters = new Map<string, string>();
  for (const [name, value] of source) {
    if (parameters.has(name)) throw new OAuthFault("invalid_request", `${PLAIN_NAME.test(name) ? name : "A parameter"} is there twice.`);
    parameters.set(name, value);
  }
  for (const [name, value] of parameters) if (value === "") parameters.delete(name);
  return parameters;
}

/** A parameter that must be there. */
export function required(parameters: ReadonlyMap<string, string>, name: string): string {
  const value = parameters.get(name);
  if (value === undefined) throw new OAuthFault("invalid_request", `${name} is missing.`);
  return value;
}

/** The client that asks: only our own, public one is registered. Throws `invalid_client`. */
export function clientOf(parameters: ReadonlyMap<string, string>): string {
  const clientId = required(parameters, "client_id");
  if (clientId !== CLI_CLIENT_ID) throw new OAuthFault("invalid_client", "The client is not known.");
  return clientId;
}

/** What a program says of itself, to be shown to the person who approves it; never trusted. */
export function hintsOf(parameters: ReadonlyMap<string, string>): { device: string | null; workspace: string | null } {
  const device = [...(parameters.get("cairn_device") ?? "").replaceAll(UNSEEN, "").trim()].slice(0, DEVICE_NAME_MAX_CHARS).join("") || null;
  const workspace = parameters.get("cairn_workspace") ?? null;
  if (workspace !== null && !/^[a-z0-9-]{2,48}(\/[a-z0-9-]{2,48})?$/.test(workspace))
    throw new OAuthFault("invalid_request", "cairn_workspace must read organization/workspace.");
  return { device, workspace };
}
