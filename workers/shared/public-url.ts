import { isLoopback } from "./settings.ts";

/** Where requests to an address that somebody entered may go. */
export interface UrlRules {
  /** Plain http, for loopback only. */
  allowLoopback: boolean;
  /** Entered by an organization, which is trusted less than the operator: public host names and usual ports only. */
  publicOnly: boolean;
  /** Hosts of our own, which may not call themselves. */
  ownHosts?: readonly string[];
}

const PORTS = new Set(["", "443", "8443"]);
/** Names that are resolved within a network only (RFC 6761, RFC 6762, RFC 8375, RFC 9476, and what routers and companies use). */
const PRIVATE_SUFFIXES = [
  ..."local internal localhost localdomain lan home.arpa intranet corp home private test invalid onion alt arpa".split(" "),
].map((suffix) => `.${suffix}`);

/**
 * Checks an address before a request is made to it (OWASP: server-side request forgery). The URL parser has already turned decimal,
 * octal, hex and mapped spellings of IP addresses into plain ones. Answers the URL, or why it is refused, in words that go on from
 * "the address …".
 */
export function checkUrl(text: string, rules: UrlRules): { url: URL } | { refused: string } {
  const url = URL.parse(text);
  if (!url) return { refused: "is not a URL" };
  if (url.username || url.password) return { refused: "holds a user name or password" };
  const host = url.hostname.replace(/\.+$/, "").toLowerCase();
  if (host === "") return { refused: "has no host" };
  if (rules.allowLoopback && isLoopback(host) && (url.protocol === "http:" || url.protocol === "https:")) return { url };
  if (url.protocol !== "https:") return { refused: "is not https" };
  if (isLoopback(host)) return { refused: "leads to this machine" };
  if (!rules.publicOnly) return { url };
  if (!PORTS.has(url.port)) return { refused: "has a port other than 443 and 8443" };
  if (host.startsWith("[") || /^[\d.]+$/.test(host)) return { refused: "holds an IP address instead of a name" };
  if (!host.includes(".") || PRIVATE_SUFFIXES.some((suffix) => host.endsWith(suffix))) return { refused: "is not a public name" };
  if (rules.ownHosts?.includes(host)) return { refused: "leads to Cairn itself" };
  return { url };
}
