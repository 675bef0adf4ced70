import { createMiddleware } from "hono/factory";
import type { AppEnv } from "../context.ts";

/** Headers of every answer of the API: it is never a page, never framed, never sniffed, never kept by a cache unless it says so. */
export const securityHeaders = createMiddleware<AppEnv>(async (c, next) => {
  await next();
  // The answer to a WebSocket upgrade cannot be changed.
  if (c.res.status === 101) return;
  c.header("X-Content-Type-Options", "nosniff");
  c.header("Referrer-Policy", "no-referrer");
  c.header("Cross-Origin-Resource-Policy", "same-origin");
  if (!c.res.headers.has("content-security-policy")) c.header("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
  if (!c.res.headers.has("cache-control")) c.header("Cache-Control", "no-store");
  if (c.get("origin")?.startsWith("https:")) c.header("Strict-Transport-Security", "max-age=63072000; includeSubDomains");
});
