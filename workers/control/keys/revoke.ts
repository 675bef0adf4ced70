import { notFound } from "../../shared/errors.ts";
import { forgetAccess } from "../access/cache.ts";
import { auditIfChanged } from "../audit/record.ts";
import type { OrgCtx } from "../context.ts";
import { closeSocketsOf } from "../members/remove.ts";
import { managesAllKeys, requireReachesKeys } from "./reach.ts";
import { readKey, revokeKeyRow } from "./store.ts";

/**
 * Revokes a key for good; nothing happens to one that is revoked. Its owner's live sockets are closed, since one may hang on the key.
 * Throws `not_found` for a key that the caller does not manage, and what `requireReachesKeys` throws.
 */
export async function revokeKey({ ctx, input }: { ctx: OrgCtx; input: { id: string } }): Promise<void> {
  requireReachesKeys(ctx);
  const { db, org } = ctx;
  const key = await readKey(db, { orgId: org.id, id: input.id });
  if (!key || (!managesAllKeys(ctx) && key.ownerId !== ctx.caller.actor.id)) throw notFound("key");
  const record = auditIfChanged(ctx, {
    action: "key.revoked",
    orgId: org.id,
    target: { type: "key", id: key.id, name: key.name },
    data: { hint: key.hint, owner_id: key.ownerId },
  });
  await db.batch([revokeKeyRow(db, { orgId: org.id, id: key.id, now: ctx.clock.now() }), record.statement]);
  forgetAccess();
  ctx.waitUntil(closeSocketsOf(ctx, key.ownerId));
}
