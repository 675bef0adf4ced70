import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { CookieOptions } from "hono/utils/cookie";
import type { AppEnv } from "./context.ts";

/** `__Host-` ties the cookie to this host over https; plain http on loopback cannot use it. */
const nameFor = (origin: string) => (origin.startsWith("https:") ? "__Host-cairn_session" : "cairn_session");

const options = (origin: string): CookieOptions => ({
  path: "/",
  httpOnly: true,
  sameSite: "Lax",
  secure: origin.startsWith("https:"),
});

/** The token of the browser's session, or null. */
export const readSessionCookie = (c: Context<AppEnv>): string | null => getCookie(c, nameFor(c.get("origin"))) ?? null;

/** Keeps a session in the browser until `expiresAtMs` at the latest. */
export function writeSessionCookie(c: Context<AppEnv>, token: string, expiresAtMs: number): void {
  const origin = c.get("origin");
  setCookie(c, nameFor(origin), token, { ...options(origin), expires: new Date(expiresAtMs) });
}

/** Takes the session out of the browser. */
export function clearSessionCookie(c: Context<AppEnv>): void {
  const origin = c.get("origin");
  deleteCookie(c, nameFor(origin), options(origin));
}
