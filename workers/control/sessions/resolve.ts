import { sha256 } from "../../shared/bytes.ts";
import { MINUTE_MS, SECOND_MS } from "../../shared/clock.ts";
import { Fault } from "../../shared/errors.ts";
import { errorFields, log } from "../../shared/log.ts";
import { cachedAccess } from "../access/cache.ts";
import type { Caller, RequestCtx } from "../context.ts";
import { readSessionByToken, touchSession } from "./store.ts";

/** 32 random bytes in base64url. */
export const SESSION_TOKEN_BYTES = 32;
const SESSION_TOKEN = /^[\w-]{43}$/;

/** The idle end is moved on at most this often: a write per request would be too much. */
const TOUCH_EVERY_MS = 5 * MINUTE_MS;

const ended = (at?: number) =>
  new Fault("session_expired", "Your session ended. Sign in again.", at === undefined ? {} : { expired_at: new Date(at).toISOString() });

/**
 * The person behind a browser's session token. Throws `session_expired` alike for a session that ended, one that was unused for too
 * long, one past its absolute end, and a token that never was one.
 */
export async function resolveSession(ctx: RequestCtx, token: string): Promise<Caller> {
  if (!SESSION_TOKEN.test(token)) throw ended();
  const hash = await sha256(token);
  const row = await cachedAccess(ctx.clock, `session ${hash}`, () => readSessionByToken(ctx.db, hash));
  if (!row || row.endedAt !== null) throw ended();
  const now = ctx.clock.now();
  const expiresAt = Math.min(row.idleExpiresAt, row.absoluteExpiresAt);
  if (now >= expiresAt) throw ended(expiresAt);
  if (now - row.lastSeenAt >= TOUCH_EVERY_MS) {
    // The kept row is changed too, so that the requests of the next seconds do not write again.
    row.lastSeenAt = now;
    row.idleExpiresAt = Math.min(now + ctx.settings.CAIRN_SESSION_IDLE_S * SECOND_MS, row.absoluteExpiresAt);
    ctx.waitUntil(touch(ctx, row.id, now));
  }
  return {
    actor: { type: "user", id: row.userId, name: row.userName },
    credential: { kind: "session", id: row.id, expiresAt: Math.min(row.idleExpiresAt, row.absoluteExpiresAt) },
    orgId: null,
    workspaceIds: null,
    actions: null,
  };
}

async function touch(ctx: RequestCtx, id: string, now: number): Promise<void> {
  const idleMs = ctx.settings.CAIRN_SESSION_IDLE_S * SECOND_MS;
  try {
    await touchSession(ctx.db, { id, seenBefore: now - TOUCH_EVERY_MS + 1, now, idleMs });
  } catch (error) {
    log({ level: "warn", msg: "session not moved on", request_id: ctx.requestId, ...errorFields(error) });
  }
}
