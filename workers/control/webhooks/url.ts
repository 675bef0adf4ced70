import { Fault } from "../../shared/errors.ts";
import { checkUrl } from "../../shared/public-url.ts";
import { refusedByDns } from "../../shared/resolve.ts";
import type { Settings } from "../../shared/settings.ts";

/**
 * Why nothing may be sent to an address, in words that go on from "the address …"; null when it may. Asked when an endpoint is saved and
 * again before each attempt: what a name leads to can change.
 */
export async function refusedUrl(settings: Settings, text: string): Promise<string | null> {
  const ownHosts = [new URL(settings.CAIRN_ORIGIN).hostname];
  const checked = checkUrl(text, { allowLoopback: settings.isLocal, publicOnly: true, ownHosts });
  if ("refused" in checked) return checked.refused;
  return settings.CAIRN_DNS_URL === "" ? null : refusedByDns(checked.url.hostname, settings.CAIRN_DNS_URL);
}

/** Throws `invalid_request` for an address to which nothing may be sent. */
export async function requireUrl(settings: Settings, text: string): Promise<void> {
  const refused = await refusedUrl(settings, text);
  if (refused === null) return;
  throw new Fault("invalid_request", `The address ${refused}.`, {
    errors: [{ path: "body.url", rule: "not_public", message: `the address ${refused}` }],
  });
}

/** What is told of an address: not its path, which is the secret of many services. */
export const originOf = (url: string): string => URL.parse(url)?.origin ?? "";
