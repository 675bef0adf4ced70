import type { IncomingMessage, ServerResponse } from "node:http";
import type { KoaContextWithOIDC } from "oidc-provider";
import { continuePage } from "./pages/sign-out-page.ts";
import { cssSource } from "./pages/style.ts";

export type Next = () => Promise<unknown>;
export type Middleware = (ctx: KoaContextWithOIDC, next: Next) => Promise<void>;

const formMaxBytes = 16 * 1024;

/**
 * The fields of a posted form.
 * @throws Error with status 413 when the body is over 16 KiB
 */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > formMaxBytes) throw Object.assign(new Error("form too large"), { status: 413, expose: true });
    chunks.push(chunk);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString("utf8"));
}

// The library's page posts itself by a script; our policy forbids scripts, and a page that sits there would be a dead end.
function withVisibleButton(body: string): string {
  const action = /<form method="post" action="([^"]*)">/.exec(body)?.[1];
  const fields = body.match(/<input type="hidden"[^>]*\/>/g);
  return action === undefined ? body : continuePage({ form: { action, fields: (fields ?? []).join("") } });
}

/** Headers of every page: no scripts, nothing from elsewhere, no framing, no caching. */
export function pageHeaders(appOrigins: string[]): Middleware {
  // Browsers check form-action along the whole chain of redirects, which leads over Cairn to a command-line client on loopback.
  const targets = ["'self'", "http://localhost:*", "http://127.0.0.1:*", ...appOrigins];
  const policy = `default-src 'none'; style-src ${cssSource}; img-src data:; form-action ${[...new Set(targets)].join(" ")}; base-uri 'none'; frame-ancestors 'none'`;
  return async (ctx, next) => {
    await next();
    if (ctx.response.type !== "text/html") return;
    if (typeof ctx.body === "string" && ctx.body.includes("<title>Submitting Callback</title>")) ctx.body = withVisibleButton(ctx.body);
    ctx.set({
      "content-security-policy": policy,
      "cache-control": "no-store",
      "referrer-policy": "same-origin",
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
    });
  };
}

/** Answers only under its own name, so that a foreign site cannot reach the account list through a name that points to this computer. */
export function refusesForeignHost(request: IncomingMessage, response: ServerResponse, port: number): boolean {
  if ([`localhost:${port}`, `127.0.0.1:${port}`].includes(request.headers.host ?? "")) return false;
  response.writeHead(421, { "content-type": "text/plain" }).end(`This is http://localhost:${port}\n`);
  return true;
}
