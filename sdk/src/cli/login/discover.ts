import { z } from "zod";
import { type Fetch, OAUTH_PATHS, OAuthUnreachable } from "../../config/credentials/oauth.ts";
import { EXIT } from "../exit-codes.ts";
import { Failure } from "../failure.ts";

const ANSWER_WITHIN_MS = 10_000;

const Metadata = z.object({ issuer: z.string(), token_endpoint: z.string() });

/** Checks that a Cairn server answers at this address before anything is asked of it; gives its issuer (RFC 8414). */
export async function discover(host: string, fetch: Fetch, signal: AbortSignal): Promise<string> {
  let response: Response;
  let body: unknown;
  try {
    response = await fetch(new URL(OAUTH_PATHS.metadata, host), {
      headers: { accept: "application/json" },
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
    });
    body = await response.json().catch(() => null);
  } catch (cause) {
    if (signal.aborted) throw signal.reason;
    throw new OAuthUnreachable(`${host} does not answer`, { cause });
  }
  const metadata = Metadata.safeParse(body);
  if (response.ok && metadata.success) return metadata.data.issuer;
  if (response.status >= 500) throw new OAuthUnreachable(`${host} answered ${response.status}`);
  throw new Failure(EXIT.failure, `There is no Cairn server at ${host}.`, "Give its address with --host, or set CAIRN_URL.");
}
