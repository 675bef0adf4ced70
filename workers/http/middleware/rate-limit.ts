import type { Context } from "hono";
import type { OrgCtx, RequestCtx } from "../../control/context.ts";
import type { Quota, Taken } from "../../limiter/bucket.ts";
import { MINUTE_MS } from "../../shared/clock.ts";
import { Fault } from "../../shared/errors.ts";
import type { CountedLimit, Reached } from "../../usage/month.ts";
import { admit } from "../../usage/stub.ts";
import type { AppEnv } from "../context.ts";

async function take(env: Env, name: string, quota: Quota): Promise<Taken> {
  return env.LIMITER.get(env.LIMITER.idFromName(name)).take(quota);
}

/** What requests are counted against: each has a name, which answers and errors tell, and a quota a minute. */
interface Policy {
  name: "organization" | "key" | "queries";
  /** Whose quota it is. */
  of: string;
  limit: number;
}

/** What a request asks of what is limited. */
export interface RequestCost {
  /** It looks through much. */
  isQuery: boolean;
  /** Limits of the plan that it adds to. */
  adds: readonly CountedLimit[];
}

/**
 * Counts a request against the quotas that it falls under: the organization's, that of the API key, and for an operation that searches
 * through much the organization's for those. Tells what is left of each (draft-ietf-httpapi-ratelimit-headers). Throws `rate_limited`,
 * which names the quota, when nothing is; `limit_reached` when it would add to what the plan gives no more of.
 */
export async function limitRequest(
  c: Context<AppEnv>,
  { ctx, workspaceId }: { ctx: OrgCtx; workspaceId: string | null },
  { isQuery, adds }: RequestCost,
): Promise<void> {
  const { settings, caller, org, env } = ctx;
  const policies: Policy[] = [];
  if (caller.credential.kind === "key") policies.push({ name: "key", of: caller.credential.id, limit: settings.CAIRN_RATE_KEY });
  if (isQuery) policies.push({ name: "queries", of: org.id, limit: settings.CAIRN_RATE_QUERIES });
  const whole: Policy = { name: "organization", of: org.id, limit: settings.CAIRN_RATE_ORGANIZATION };
  const [admitted, ...others] = await Promise.all([
    admit(env, org.id, {
      quota: quotaOf(whole),
      workspaceId,
      plan: org.plan,
      heeds: adds.length > 0 ? [...adds, "requests_per_month"] : [],
    }),
    ...policies.map(async (policy) => ({ ...policy, ...(await take(env, `${policy.name} ${policy.of}`, quotaOf(policy))) })),
  ]);
  const taken = [{ ...whole, ...admitted.taken }, ...others];
  c.header("RateLimit-Policy", taken.map(({ name, limit }) => `"${name}";q=${limit};w=60`).join(", "));
  c.header("RateLimit", taken.map(({ name, remaining, waitMs }) => `"${name}";r=${remaining};t=${Math.ceil(waitMs / 1_000)}`).join(", "));
  for (const one of taken) refuse(one, one.name, one.limit);
  if (admitted.reached) throw planReached(admitted.reached, org.plan.name);
}

const quotaOf = ({ limit }: Policy): Quota => ({ limit, windowMs: MINUTE_MS });

const planReached = ({ name, value, used }: Reached, plan: string): Fault =>
  new Fault(
    "limit_reached",
    `The plan ${plan} allows ${value} for ${name}, and ${used} are used. Nothing more is taken until there is room.`,
    {
      limit: { name, value, used },
    },
  );

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
