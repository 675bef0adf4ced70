import { Fault } from "../../shared/errors.ts";

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Refuses a write, or a socket, that a page of another origin made with the browser's cookie (OWASP: verify Origin, fall back on
 * Fetch Metadata). Throws `cross_site_request`.
 */
export function requireSameOrigin(request: Request, origin: string): void {
  const isSocket = request.headers.get("upgrade")?.toLowerCase() === "websocket";
  if (SAFE_METHODS.has(request.method) && !isSocket) return;
  const from = request.headers.get("origin");
  if (from !== null ? from === origin : request.headers.get("sec-fetch-site") === "same-origin") return;
  throw new Fault("cross_site_request", "A write with the browser's session must come from Cairn's own pages.");
}
