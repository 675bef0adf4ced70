import { sha256 } from "../../shared/bytes.ts";
import { MINUTE_MS, timestamp } from "../../shared/clock.ts";
import { Fault } from "../../shared/errors.ts";
import { cachedAccess } from "../access/cache.ts";
import type { Caller, RequestCtx } from "../context.ts";
import { isWellFormed } from "./secret.ts";
import { readPresented, touchKey } from "./store.ts";

/** How exactly a key's last use is kept: one write per key in so long. */
export const LAST_USED_EVERY_MS = 5 * MINUTE_MS;

/**
 * The caller that an API key speaks for. Throws `key_invalid`, `key_revoked` (also when its owner is gone) or `key_expired` with
 * `expired_at`. What was read is used for a few seconds, so a revocation holds everywhere soon after, and at once in this isolate.
 */
export async function resolveApiKey(ctx: RequestCtx, token: string): Promise<Caller> {
  if (!isWellFormed(token)) throw new Fault("key_invalid", "This is not an API key of Cairn. Check that it was copied whole.");
  const hash = await sha256(token);
  const key = await cachedAccess(ctx.clock, `key ${hash}`, () => readPresented(ctx.db, hash));
  if (!key) throw new Fault("key_invalid", "This API key is not known. Make a new one on the organization's keys page.");
  const now = ctx.clock.now();
  if (key.revokedAt !== null || key.ownerName === null)
    throw new Fault("key_revoked", "This API key was revoked. Make a new one on the organization's keys page.");
  if (key.expiresAt !== null && key.expiresAt <= now)
    throw new Fault("key_expired", "This API key expired. Make a new one on the organization's keys page.", {
      expired_at: timestamp(key.expiresAt),
    });
  if (key.lastUsedAt === null || key.lastUsedAt <= now - LAST_USED_EVERY_MS) {
    // Also in the cached copy, so that the requests of the next seconds do not each write.
    key.lastUsedAt = now;
    ctx.waitUntil(touchKey(ctx.db, { id: key.id, now, unlessAfter: now - LAST_USED_EVERY_MS }));
  }
  return {
    actor: { type: key.ownerType, id: key.ownerId, name: key.ownerName },
    credential: { kind: "key", id: key.id, expiresAt: key.expiresAt },
    orgId: key.orgId,
    workspaceIds: key.workspaceIds,
    actions: key.actions,
  };
}
