import type { Context } from "hono";
import type { OrgCtx, RequestCtx } from "../../control/context.ts";
import type { Quota, Taken } from "../../limiter/object.ts";
import { MINUTE_MS } from "../../shared/clock.ts";
import { Fault } from "../../shared/errors.ts";
import type { AppEnv } from "../context.ts";

async function take(env: Env, name: string, quota: Quota): Promise<Taken> {
  return env.LIMITER.get(env.LIMITER.idFromName(name)).take(quota);
}

/**
 * Counts a request against the organization's quota and tells what is left (draft-ietf-httpapi-ratelimit-headers). Throws
 * `rate_limited` when nothing is.
 */
export async function limitOrganization(c: Context<AppEnv>, ctx: OrgCtx): Promise<void> {
  const quota = { limit: ctx.settings.CAIRN_RATE_ORGANIZATION, windowMs: MINUTE_MS };
  const taken = await take(ctx.env, `org ${ctx.org.id}`, quota);
  c.header("RateLimit-Policy", `"organization";q=${quota.limit};w=60`);
  c.header("RateLimit", `"organization";r=${taken.remaining};t=${Math.ceil(taken.waitMs / 1_000)}`);
  refuse(taken, "organization", quota.limit);
}

/** Counts an attempt to sign in, to enter a code or to get a token against the address it comes from. Throws `rate_limited`. */
export async function limitAddress(ctx: RequestCtx, purpose: "sign-in" | "device" | "token" | "invitation"): Promise<void> {
  const quota = { limit: ctx.settings.CAIRN_RATE_SIGN_IN, windowMs: MINUTE_MS };
  refuse(await take(ctx.env, `${purpose} ${networkOf(ctx.ip ?? "unknown")}`, quota), purpose, quota.limit);
}

/** Who has one IPv6 address has the whole /64 around it (RFC 6177), so that is what is counted. */
export function networkOf(ip: string): string {
  if (!ip.includes(":") || !URL.canParse(`http://[${ip}]`)) return ip;
  const canonical = new URL(`http://[${ip}]`).hostname.slice(1, -1);
  const [head = "", tail] = canonical.split("::");
  const groups = head === "" ? [] : head.split(":");
  const after = tail ? tail.split(":").length : 0;
  while (tail !== undefined && groups.length + after < 8) groups.push("0");
  return `${[...groups, ...(tail?.split(":") ?? [])].slice(0, 4).join(":")}::/64`;
}

function refuse(taken: Taken, name: string, limit: number): void {
  if (taken.allowed) return;
  const seconds = Math.max(1, Math.ceil(taken.waitMs / 1_000));
  throw new Fault("rate_limited", `More than ${limit} requests in a minute. Try again in ${seconds} s.`, {
    retry_after: seconds,
    limit: { name, value: limit },
  });
}
