import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { CookieOptions } from "hono/utils/cookie";
import { ATTEMPT_PARTS, type AttemptPart, attemptCookieNames } from "../control/oidc/attempt.ts";
import { callbackPath } from "../control/oidc/auth.ts";
import { ATTEMPT_MAX_AGE_S } from "../control/oidc/limits.ts";
import type { AppEnv } from "./context.ts";

export type Attempt = Partial<Record<AttemptPart, string>>;

/** Sent to this connection's callback only: what a sign-in keeps is about 2 kB. */
const options = (origin: string, connectionId: string): CookieOptions => ({
  path: callbackPath(connectionId),
  httpOnly: true,
  sameSite: "Lax",
  secure: origin.startsWith("https:"),
});

/** Keeps an attempt in the browser until it comes back, for 15 minutes at most. */
export async function writeAttempt(c: Context<AppEnv>, connectionId: string, state: string, attempt: Required<Attempt>): Promise<void> {
  const origin = c.get("origin");
  const names = await attemptCookieNames(state, origin);
  for (const part of ATTEMPT_PARTS)
    setCookie(c, names[part], attempt[part], { ...options(origin, connectionId), maxAge: ATTEMPT_MAX_AGE_S });
}

/** Takes the attempt of a state out of the browser: it counts once, however it ends. */
export async function takeAttempt(c: Context<AppEnv>, connectionId: string, state: string): Promise<Attempt> {
  const origin = c.get("origin");
  const names = await attemptCookieNames(state, origin);
  const attempt: Attempt = {};
  for (const part of ATTEMPT_PARTS) {
    const value = getCookie(c, names[part]);
    if (value === undefined) continue;
    attempt[part] = value;
    deleteCookie(c, names[part], options(origin, connectionId));
  }
  return attempt;
}
