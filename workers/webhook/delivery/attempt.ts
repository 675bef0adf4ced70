import { errorFields, log } from "../../shared/log.ts";
import { VERSION } from "../../shared/version.ts";
import type { WebhookCtx } from "../context.ts";
import { bodyOf } from "../formats/body.ts";
import { ATTEMPT_TIMEOUT_MS, HEADER_VALUE_MAX_CHARS, RESPONSE_BODY_MAX_BYTES, RESPONSE_HEADERS_MAX } from "../limits.ts";
import type { MessageRow } from "../messages/store.ts";
import type { Target } from "../target.ts";
import { retryAfter } from "./schedule.ts";
import { signedHeaders } from "./sign.ts";

/** How one attempt went. */
export interface Outcome {
  message: MessageRow;
  at: number;
  durationMs: number;
  requestHeaders: Record<string, string>;
  /** null: no answer. */
  status: number | null;
  responseHeaders: Record<string, string> | null;
  responseBody: string | null;
  error: string | null;
  isSuccess: boolean;
  /** The receiver wants to be left alone until then. */
  retryAt: number | null;
}

/** Sends a message once. Never throws: whatever goes wrong is how it went. */
export async function attempt(ctx: WebhookCtx, target: Target, message: MessageRow): Promise<Outcome> {
  const at = ctx.clock.now();
  const started = performance.now();
  const body = bodyOf(target, message);
  const own = {
    "content-type": "application/json",
    "user-agent": `Cairn-Webhooks/${VERSION}`,
    ...(await signedHeaders(target.keys, { id: message.id, body, now: at })),
  };
  const hidden = Object.fromEntries(Object.keys(target.headers).map((name) => [name.toLowerCase(), "…"]));
  const outcome: Outcome = {
    message,
    at,
    durationMs: 0,
    requestHeaders: { ...hidden, ...own },
    status: null,
    responseHeaders: null,
    responseBody: null,
    error: null,
    isSuccess: false,
    retryAt: null,
  };
  try {
    const refused = await ctx.refused(target.url);
    if (refused !== null) outcome.error = `The address ${refused}.`;
    else Object.assign(outcome, await post(ctx, target.url, { headers: { ...target.headers, ...own }, body }));
  } catch (error) {
    outcome.error = "The host could not be reached.";
    log({ level: "info", msg: "webhook not reached", webhook: ctx.id, message: message.id, ...errorFields(error) });
  }
  outcome.durationMs = Math.round(performance.now() - started);
  return outcome;
}

type Answered = Pick<Outcome, "status" | "responseHeaders" | "responseBody" | "error" | "isSuccess" | "retryAt">;

async function post(ctx: WebhookCtx, url: string, init: { headers: Record<string, string>; body: string }): Promise<Partial<Answered>> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), ATTEMPT_TIMEOUT_MS);
  try {
    const response = await ctx.send(url, { ...init, method: "POST", redirect: "manual", signal: abort.signal });
    const { status, headers } = response;
    const responseBody = await readStart(response);
    const isRedirect = status >= 300 && status < 400;
    return {
      status,
      responseHeaders: shortened(headers),
      responseBody,
      error: isRedirect ? "Redirects are not followed: enter the address that it leads to." : null,
      isSuccess: response.ok,
      retryAt: response.ok ? null : retryAfter(headers.get("retry-after"), ctx.clock.now()),
    };
  } catch (error) {
    if (!abort.signal.aborted) throw error;
    return { error: `No answer within ${ATTEMPT_TIMEOUT_MS / 1_000} seconds.` };
  } finally {
    clearTimeout(timer);
  }
}

function shortened(headers: Headers): Record<string, string> {
  const kept = [...headers].filter(([name]) => name !== "set-cookie").slice(0, RESPONSE_HEADERS_MAX);
  return Object.fromEntries(kept.map(([name, value]) => [name, value.slice(0, HEADER_VALUE_MAX_CHARS)]));
}

/** The beginning of an answer's body as text; the rest is not waited for. */
async function readStart(response: Response): Promise<string> {
  if (!response.body) return "";
  const reader = response.body.getReader();
  const bytes = new Uint8Array(RESPONSE_BODY_MAX_BYTES);
  let size = 0;
  while (size < bytes.length) {
    const { done, value } = await reader.read();
    if (done) return new TextDecoder().decode(bytes.subarray(0, size));
    const part = value.subarray(0, bytes.length - size);
    bytes.set(part, size);
    size += part.length;
  }
  await reader.cancel();
  return new TextDecoder().decode(bytes);
}
