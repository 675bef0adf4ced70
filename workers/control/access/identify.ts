import { Fault } from "../../shared/errors.ts";
import type { Caller, RequestCtx } from "../context.ts";
import { resolveApiKey } from "../keys/resolve.ts";
import { resolveAccessToken } from "../oauth/access-token.ts";
import { resolveSession } from "../sessions/resolve.ts";

/** What of a request proves who is calling. */
export interface Presented {
  authorization: string | null;
  sessionToken: string | null;
}

/**
 * The verified caller. A bearer credential wins over a cookie, so that a program never acts as the browser beside it. Throws
 * `unauthenticated` when nothing was presented, otherwise a code that says what is wrong with what was.
 */
export async function identify(ctx: RequestCtx, presented: Presented): Promise<Caller> {
  if (presented.authorization !== null) {
    const match = /^Bearer +(\S+)$/i.exec(presented.authorization);
    if (!match?.[1]) throw new Fault("token_invalid", "The Authorization header must read: Bearer <token or API key>.");
    return match[1].startsWith("cairn_") ? resolveApiKey(ctx, match[1]) : resolveAccessToken(ctx, match[1]);
  }
  if (presented.sessionToken !== null) return resolveSession(ctx, presented.sessionToken);
  throw new Fault("unauthenticated", "Sign in, or send an access token or API key as Authorization: Bearer.");
}
