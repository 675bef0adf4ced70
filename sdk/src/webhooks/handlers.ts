import { type CairnEvent, type HeadersLike, type VerifyOptions, verifyWebhook, WebhookVerificationError } from "./verify.ts";

/** What is done with an event. What it throws is answered with 500, so that Cairn tries again. */
export type EventHandler = (event: CairnEvent) => unknown;

/** Largest body that is read, in bytes; Cairn's are far smaller. */
const BODY_MAX_BYTES = 1024 * 1024;

/**
 * A handler of requests, for whatever speaks Request and Response: Workers, Next.js route handlers, Bun, Deno.
 *
 * @example // app/api/cairn/route.ts of Next.js
 * export const POST = handleWebhook({ secret: process.env.CAIRN_WEBHOOK_SECRET }, async (event) => save(event));
 * @example // a Worker
 * export default { fetch: (request, env) => handleWebhook({ secret: env.SECRET }, save)(request) };
 */
export function handleWebhook(options: VerifyOptions, handle: EventHandler): (request: Request) => Promise<Response> {
  return async (request) => {
    const { status, text } = await answer(options, handle, { headers: request.headers, body: await request.arrayBuffer() });
    return new Response(text, { status });
  };
}

/**
 * The same for Hono.
 *
 * @example app.post("/cairn", honoWebhook({ secret }, async (event) => save(event)));
 */
export function honoWebhook(options: VerifyOptions, handle: EventHandler): (context: { req: { raw: Request } }) => Promise<Response> {
  const handler = handleWebhook(options, handle);
  return ({ req }) => handler(req.raw);
}

/** What is used of Node's IncomingMessage. */
interface NodeRequest extends AsyncIterable<Uint8Array> {
  headers: Exclude<HeadersLike, Headers>;
}

/** What is used of Node's ServerResponse. */
interface NodeResponse {
  statusCode: number;
  end(text?: string): unknown;
}

/**
 * The same for Node's http module, and for Express where no body parser has read the request.
 *
 * @example createServer(nodeWebhook({ secret }, async (event) => save(event))).listen(3000);
 */
export function nodeWebhook(options: VerifyOptions, handle: EventHandler): (request: NodeRequest, response: NodeResponse) => Promise<void> {
  return async (request, response) => {
    const body = await readAll(request);
    const { status, text } =
      body === null ? { status: 413, text: "too large" } : await answer(options, handle, { headers: request.headers, body });
    response.statusCode = status;
    response.end(text);
  };
}

async function answer(options: VerifyOptions, handle: EventHandler, request: Parameters<typeof verifyWebhook>[0]) {
  let event: CairnEvent;
  try {
    event = await verifyWebhook(request, options);
  } catch (error) {
    if (error instanceof WebhookVerificationError) return { status: 400, text: error.message };
    throw error;
  }
  try {
    await handle(event);
    return { status: 200, text: "" };
  } catch (error) {
    console.error("cairn: the handler of a webhook failed:", error);
    return { status: 500, text: "the handler failed" };
  }
}

async function readAll(request: AsyncIterable<Uint8Array>): Promise<Uint8Array | null> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of request) {
    size += part.length;
    if (size > BODY_MAX_BYTES) return null;
    parts.push(part);
  }
  const all = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
