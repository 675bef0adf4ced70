import { notFound } from "../../shared/errors.ts";
import { forgetAccess } from "../access/cache.ts";
import { auditIfChanged } from "../audit/record.ts";
import type { OrgCtx } from "../context.ts";
import { closeSocketsOf } from "../members/remove.ts";
import { readServiceAccount, revokeKeysOf, tombstoneServiceAccount } from "./store.ts";

/** Deletes a service account and revokes its keys. */
export async function deleteServiceAccount({ ctx, input }: { ctx: OrgCtx; input: { id: string } }): Promise<void> {
  const { db, org } = ctx;
  const now = ctx.clock.now();
  const account = await readServiceAccount(db, { orgId: org.id, id: input.id, now });
  if (!account) throw notFound("service account");
  const record = auditIfChanged(ctx, {
    action: "service_account.deleted",
    orgId: org.id,
    target: { type: "service_account", id: account.id, name: account.name },
  });
  const [deleted] = await db.batch([
    tombstoneServiceAccount(db, { orgId: org.id, id: account.id, now }),
    record.statement,
    revokeKeysOf(db, { orgId: org.id, ownerId: account.id, now, when: record.happened }),
  ]);
  forgetAccess();
  if (deleted.length === 0) throw notFound("service account");
  ctx.waitUntil(closeSocketsOf(ctx, account.id));
}
