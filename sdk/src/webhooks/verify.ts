import type { CairnEvent, EventType, WebhookBody } from "../schema/index.ts";

export type { CairnEvent, EventType };

/** Time by which the clocks of sender and receiver may differ, in seconds. */
const TOLERANCE_S = 5 * 60;

/** Why a request is not taken for one of Cairn. */
export type WebhookRefusal = "header_missing" | "timestamp_invalid" | "signature_invalid" | "body_invalid";

/** A request that Cairn did not send, or not now: answer it with 400 and do nothing else. */
export class WebhookVerificationError extends Error {
  readonly code: WebhookRefusal;

  constructor(code: WebhookRefusal, message: string) {
    super(message);
    this.name = "WebhookVerificationError";
    this.code = code;
  }
}

/** Headers in whichever form they come: of a Request, of Node, or a plain object. */
export type HeadersLike = Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

export interface VerifyOptions {
  /** `whsec_…` of the endpoint; several while it is being replaced. */
  secret: string | readonly string[];
  /** How far the timestamp may be from now, in seconds; 300 when left out. */
  toleranceS?: number | undefined;
  /** The time in ms, for tests. */
  now?: (() => number) | undefined;
}

/**
 * Checks that a request came from Cairn (Standard Webhooks 1.0) and answers its event, whose `data` is known by its `type`. The body
 * must be as it came: text or bytes, never parsed and written again. Works wherever WebCrypto does.
 *
 * An event can come twice: its `id` is the same then.
 *
 * @example
 * const event = await verifyWebhook({ headers: request.headers, body: await request.text() }, { secret });
 * if (event.type === "run.finished") console.log(event.subject.id, event.data.status);
 * @throws WebhookVerificationError
 */
export async function verifyWebhook(
  { headers, body }: { headers: HeadersLike; body: string | Uint8Array | ArrayBuffer },
  { secret, toleranceS = TOLERANCE_S, now = Date.now }: VerifyOptions,
): Promise<CairnEvent> {
  const id = read(headers, "webhook-id");
  const timestamp = read(headers, "webhook-timestamp");
  const signatures = read(headers, "webhook-signature")
    .split(" ")
    .flatMap((one) => (one.startsWith("v1,") ? [one.slice(3)] : []));
  if (!/^\d+$/.test(timestamp) || Math.abs(now() / 1_000 - Number(timestamp)) > toleranceS)
    throw new WebhookVerificationError("timestamp_invalid", `webhook-timestamp is more than ${toleranceS} s from now`);
  const encoder = new TextEncoder();
  const bytes = typeof body === "string" ? encoder.encode(body) : new Uint8Array(body);
  const signed = concat(encoder.encode(`${id}.${timestamp}.`), bytes);
  const checks = [secret].flat().flatMap((one) => signatures.map((signature) => isSignedBy(one, signature, signed)));
  if (!(await Promise.all(checks)).includes(true))
    throw new WebhookVerificationError("signature_invalid", "no signature of webhook-signature was made with this secret for this body");
  try {
    return (JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) as WebhookBody).data;
  } catch {
    throw new WebhookVerificationError("body_invalid", "the body is not JSON: is the endpoint's format plain?");
  }
}

function read(headers: HeadersLike, name: string): string {
  const value = headers instanceof Headers ? headers.get(name) : Object.entries(headers).find(([one]) => one.toLowerCase() === name)?.[1];
  const text = typeof value === "string" ? value : value?.[0];
  if (!text) throw new WebhookVerificationError("header_missing", `${name} is missing`);
  return text;
}

/** WebCrypto compares in constant time. */
async function isSignedBy(secret: string, signature: string, signed: Uint8Array<ArrayBuffer>): Promise<boolean> {
  const key = await crypto.subtle.importKey("raw", fromBase64(secret.replace(/^whsec_/, "")), { name: "HMAC", hash: "SHA-256" }, false, [
    "verify",
  ]);
  try {
    return await crypto.subtle.verify("HMAC", key, fromBase64(signature), signed);
  } catch {
    return false;
  }
}

const fromBase64 = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));

function concat(left: Uint8Array, right: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(left.length + right.length);
  all.set(left);
  all.set(right, left.length);
  return all;
}
