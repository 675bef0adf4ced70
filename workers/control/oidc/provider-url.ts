import { Fault } from "../../shared/errors.ts";
import { isLoopback } from "../../shared/settings.ts";

/** Where a connection may lead: what an organization entered is trusted less than what the operator did. */
export interface UrlRules {
  /** Plain http, for loopback only. */
  allowLoopback: boolean;
  /** Entered by an organization: public host names and usual ports only. */
  publicOnly: boolean;
}

const PORTS = new Set(["", "443", "8443"]);
const PRIVATE_SUFFIXES = [".local", ".internal", ".localhost", ".localdomain", ".lan", ".home.arpa", ".intranet", ".corp", ".home"];

/**
 * Checks an address of an identity provider before every call (OWASP: server-side request forgery). The URL parser has already
 * turned decimal, octal, hex and mapped spellings of IP addresses into plain ones. Throws `client_rejected`, which asks an
 * administrator to correct the connection.
 */
export function requireProviderUrl(text: string, rules: UrlRules): URL {
  const url = URL.parse(text);
  if (!url) throw refused("is not a URL");
  if (url.username || url.password) throw refused("holds a user name or password");
  const host = url.hostname.replace(/\.$/, "").toLowerCase();
  if (rules.allowLoopback && isLoopback(host)) {
    if (url.protocol === "http:" || url.protocol === "https:") return url;
  }
  if (url.protocol !== "https:") throw refused("is not https");
  if (isLoopback(host)) throw refused("leads to this machine");
  if (!rules.publicOnly) return url;
  if (!PORTS.has(url.port)) throw refused("has a port other than 443 and 8443");
  if (host.startsWith("[") || /^[\d.]+$/.test(host)) throw refused("holds an IP address instead of a name");
  if (!host.includes(".") || PRIVATE_SUFFIXES.some((suffix) => host.endsWith(suffix))) throw refused("is not a public name");
  return url;
}

const refused = (why: string) =>
  new Fault("client_rejected", `An address of the identity provider ${why}. An administrator must correct it.`);
