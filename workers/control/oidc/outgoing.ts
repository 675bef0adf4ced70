import { Fault } from "../../shared/errors.ts";
import type { Settings } from "../../shared/settings.ts";
import type { Connection } from "./connections.ts";
import { PROVIDER_BODY_MAX_BYTES } from "./limits.ts";
import { requireProviderUrl } from "./provider-url.ts";

/** Calls to one provider within one request: guarded, bounded in time and size, never redirected. */
export interface Outgoing {
  /**
   * Answers with the whole body read. Throws `provider_unavailable` for no answer, a slow one, one above the size limit, a redirect,
   * 429 and 5xx; `client_rejected` for an address that is refused.
   */
  fetch(url: string, init?: RequestInit): Promise<Response>;
  /** The address, checked as for a call; for pages that the browser is sent to. Throws `client_rejected`. */
  check(url: string): URL;
  /** The first failure, for callers that get it wrapped beyond recognition. */
  failure(): Fault | null;
}

interface Options {
  settings: Pick<Settings, "AUTH_OIDC_TIMEOUT_MS" | "isLocal">;
  connection: Pick<Connection, "orgId">;
  /** For all calls together. */
  totalMs: number;
  fetch?: typeof fetch;
}

/** Opens the way to a connection's provider; the total time counts from now. */
export function openOutgoing({ settings, connection, totalMs, fetch: send = fetch }: Options): Outgoing {
  const endsAt = Date.now() + totalMs;
  let first: Fault | null = null;
  const check = (text: string) => requireProviderUrl(text, { allowLoopback: settings.isLocal, publicOnly: connection.orgId !== null });

  async function call(text: string, init: RequestInit): Promise<Response> {
    const url = check(text);
    const waitMs = Math.min(settings.AUTH_OIDC_TIMEOUT_MS, endsAt - Date.now());
    if (waitMs <= 0) throw unavailable("answers too slowly");
    const abort = new AbortController();
    const { promise: timeout, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      reject(unavailable("answers too slowly"));
      abort.abort();
    }, waitMs);
    const answer = async () => {
      const response = await send(url.href, { ...init, redirect: "manual", signal: abort.signal });
      if (response.status >= 500 || response.status === 429) throw unavailable(`answered ${response.status}`);
      if (response.type === "opaqueredirect" || (response.status >= 300 && response.status < 400))
        throw unavailable("answered with a redirect, which is not followed");
      const { status, headers } = response;
      return new Response(await readCapped(response), { status, headers });
    };
    try {
      const answered = answer();
      // When the time is over first, what the aborted call throws afterwards is of no interest.
      answered.catch(() => undefined);
      return await Promise.race([answered, timeout]);
    } catch (error) {
      throw error instanceof Fault ? error : unavailable("could not be reached", error);
    } finally {
      clearTimeout(timer);
      timeout.catch(() => undefined);
    }
  }

  return {
    async fetch(url, init = {}) {
      try {
        return await call(url, init);
      } catch (error) {
        if (error instanceof Fault) first ??= error;
        throw error;
      }
    },
    check,
    failure: () => first,
  };
}

/** What to throw when the provider, not the person, is at fault and trying later may help. */
export const unavailable = (what: string, cause?: unknown) =>
  new Fault("provider_unavailable", `The identity provider ${what}. Try again in a moment.`, {}, { cause });

async function readCapped(response: Response): Promise<Uint8Array<ArrayBuffer> | null> {
  if (!response.body) return null;
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body as unknown as AsyncIterable<Uint8Array>) {
    size += part.byteLength;
    if (size > PROVIDER_BODY_MAX_BYTES) throw unavailable("sent an answer that is too large");
    parts.push(part);
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.byteLength;
  }
  return bytes;
}
