// @ts-expect-error The build makes this file.
import next from "./.open-next/worker.js";

interface WebEnv {
  API: Fetcher;
  ASSETS: Fetcher;
}

const app = next as { fetch(request: Request, env: WebEnv, ctx: ExecutionContext): Promise<Response> };
const apiPath = /^\/(api|v1|\.well-known)(\/|$)|^\/(healthz|readyz)$/;

export default {
  async fetch(request, env, ctx) {
    const url = new URL(request.url);
    // The request object itself goes on: method, headers, streaming body and WebSocket upgrade stay as they are.
    if (apiPath.test(url.pathname)) return env.API.fetch(request);
    // Built files are served before this code runs, so what comes here with such a path does not exist.
    if (url.pathname.startsWith("/_next/static/")) return new Response("Not found\n", { status: 404 });
    if (!isWellFormed(url.pathname)) return new Response("The address is not well formed.\n", { status: 400 });
    return page(request, url, env, ctx);
  },
} satisfies ExportedHandler<WebEnv>;

/** Next fails on a path whose percent signs encode nothing. */
function isWellFormed(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

async function page(request: Request, url: URL, env: WebEnv, ctx: ExecutionContext): Promise<Response> {
  const started = Date.now();
  const requestId = crypto.randomUUID();
  const policy = contentSecurityPolicy(crypto.randomUUID().replaceAll("-", ""), url);
  // Next takes the nonce for its scripts from this request header.
  const headers = new Headers(request.headers);
  headers.set("content-security-policy", policy);
  headers.set("x-request-id", requestId);
  // Server components cannot ask for their own address; sign-in has to come back to it.
  headers.set("x-cairn-path", url.pathname + url.search);
  let response: Response;
  let failure: unknown;
  try {
    response = await app.fetch(new Request(request, { headers }), env, ctx);
  } catch (error) {
    failure = error;
    response = new Response(failurePage(requestId), { status: 500, headers: { "content-type": "text/html; charset=utf-8" } });
  }
  const out = new Response(response.body, response);
  if (out.headers.get("content-type")?.startsWith("text/html")) {
    out.headers.set("content-security-policy", policy);
    out.headers.set("cache-control", "private, no-store");
    out.headers.set("cross-origin-opener-policy", "same-origin");
    out.headers.set("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
  }
  out.headers.set("x-content-type-options", "nosniff");
  out.headers.set("referrer-policy", "same-origin");
  out.headers.set("x-request-id", requestId);
  if (url.protocol === "https:") out.headers.set("strict-transport-security", "max-age=31536000; includeSubDomains");
  logRequest({ request, url, status: out.status, ms: Date.now() - started, requestId, failure });
  return out;
}

function contentSecurityPolicy(nonce: string, { hostname }: URL): string {
  // Browsers hold a form's redirects to form-action too, and sign-in leads to the identity provider of the organization.
  const providers = hostname === "localhost" || hostname === "127.0.0.1" ? "https: http://localhost:* http://127.0.0.1:*" : "https:";
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'`,
    // Charts, editors and virtual rows set inline styles.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    `form-action 'self' ${providers}`,
  ].join("; ");
}

interface Handled {
  request: Request;
  url: URL;
  status: number;
  ms: number;
  requestId: string;
  failure: unknown;
}

/** One wide line for each page, in the same shape as the api Worker's. The query is left out: it can hold codes. */
function logRequest({ request, url, status, ms, requestId, failure }: Handled): void {
  const line = {
    level: failure || status >= 500 ? "error" : "info",
    msg: "request",
    method: request.method,
    path: url.pathname,
    status,
    ms,
    request_id: requestId,
  };
  if (failure)
    console.error(JSON.stringify({ ...line, error: String(failure), stack: failure instanceof Error ? failure.stack : undefined }));
  else console.log(JSON.stringify(line));
}

function failurePage(requestId: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Something went wrong · Cairn</title>
<body style="font:16px/1.5 system-ui,sans-serif;max-width:36rem;margin:15vh auto;padding:0 1.5rem"><h1>Something went wrong</h1>
<p>The page could not be made. Nothing was lost. <a href="">Try again</a>, and if it stays so, report <code>${requestId}</code>.</p></body></html>`;
}
