import { Fault } from "../shared/errors.ts";
import { isBadDigest, orUnavailable } from "./r2.ts";

/** Bytes of a request that were announced with their length. */
export interface Received {
  size: number;
  body: ReadableStream<Uint8Array> | null;
}

/** The bytes of a request. Throws `invalid_request` without a `Content-Length`, `payload_too_large` above a limit. */
export function receive(request: Request, maxBytes: number): Received {
  const declared = request.headers.get("content-length");
  if (declared === null || !/^\d{1,15}$/.test(declared)) throw lengthFault("must be there: R2 takes no bytes of unknown length");
  const size = Number(declared);
  if (size > maxBytes)
    throw new Fault("payload_too_large", `A body here may have at most ${maxBytes} bytes.`, {
      limit: { name: "body_bytes", value: maxBytes },
    });
  // Browsers declare a length of 0 for a write without a body, for which the runtime still makes an (empty) stream.
  return { size, body: size === 0 ? null : request.body };
}

/** Reads a body to its end without keeping it, so that the sender hears the answer. */
export async function drain({ body }: Received): Promise<void> {
  await body?.pipeTo(new WritableStream()).catch(() => undefined);
}

/**
 * Sends bytes on as they come. Throws `digest_mismatch` when R2 finds another digest than it was given, `invalid_request` when the
 * body ends before or after its length, `unavailable` when R2 fails; nothing is stored then.
 */
export async function sendOn<T>({ size, body }: Received, store: (bytes: ReadableStream | Uint8Array) => Promise<T>): Promise<T> {
  if (!body) return orUnavailable(() => classified(store(new Uint8Array())));
  const { readable, writable } = new FixedLengthStream(size);
  const ended = new AbortController();
  // What breaks here breaks the reading end too, from which R2 tells it.
  const piped = body.pipeTo(writable, { signal: ended.signal }).catch(() => undefined);
  try {
    return await orUnavailable(() => classified(store(readable)));
  } finally {
    // Without this the sender would wait for ever for an R2 that stopped reading.
    ended.abort();
    await piped;
  }
}

/** Tells what the sender did wrong from what R2 did. */
const classified = <T>(stored: Promise<T>): Promise<T> =>
  stored.catch((error: unknown) => {
    if (isBadDigest(error)) throw new Fault("digest_mismatch", "The bytes do not have this SHA-256. Nothing was stored.");
    if (error instanceof TypeError && error.message.includes("FixedLengthStream"))
      throw lengthFault("must be the number of bytes that are sent");
    throw error;
  });

export function lengthFault(message: string): Fault {
  const errors = [{ path: "header.Content-Length", rule: "invalid_value", message }];
  return new Fault("invalid_request", `header.Content-Length: ${message}`, { errors });
}
