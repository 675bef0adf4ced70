import type { CreateApiKey, CreatedApiKey } from "@cairn/sdk/schema";
import { sha256 } from "../../shared/bytes.ts";
import { DAY_MS, timestampOrNull } from "../../shared/clock.ts";
import { Fault } from "../../shared/errors.ts";
import { auditIfChanged } from "../audit/record.ts";
import type { OrgCtx } from "../context.ts";
import { readServiceAccount } from "../service-accounts/store.ts";
import { managesAllKeys, requireWithinOwnReach } from "./reach.ts";
import { hintOf, newSecret } from "./secret.ts";
import { insertKey, livingAmong, type NewKey, readKey, replaceSecret } from "./store.ts";
import { keyView } from "./view.ts";

/** Working keys that one person or service account may have in an organization. */
export const KEYS_PER_OWNER_MAX = 100;

/**
 * Makes an API key for the caller or for a service account; the answer is the only one that holds it. Run again with the same id, it
 * puts a new secret into the key whose answer was lost. Throws `forbidden` when somebody who manages no keys makes one for a service
 * account, `insufficient_scope` when it would reach further than the caller's own credential, `invalid_request`, `limit_reached`.
 */
export async function createKey({ ctx, input }: { ctx: OrgCtx; input: CreateApiKey }): Promise<CreatedApiKey> {
  const { db, org, caller } = ctx;
  const id = ctx.newId("key");
  const now = ctx.clock.now();
  const expiresAt = input.expires_in_days === null ? null : now + input.expires_in_days * DAY_MS;
  const owner = await ownerOf(ctx, input);
  requireWithinOwnReach(ctx, input, expiresAt);
  await requireLivingWorkspaces(ctx, input.workspace_ids ?? []);
  const secret = newSecret(owner.type === "user" ? "pat" : "svc");
  const stored = { hash: await sha256(secret), hint: hintOf(secret) };
  const earlier = await readKey(db, { orgId: org.id, id });
  if (earlier) {
    const replaced = await replaceSecret(db, { orgId: org.id, id, createdBy: caller.actor.id, ...stored });
    if (replaced.length === 0) throw new Fault("key_revoked", "This key was made and revoked since. Make another one.");
    return { ...keyView({ ...earlier, hint: stored.hint }), secret };
  }
  const row: NewKey = {
    orgId: org.id,
    id,
    ...stored,
    name: input.name,
    ownerType: owner.type,
    ownerId: owner.id,
    workspaceIds: input.workspace_ids ?? null,
    actions: input.actions ?? null,
    createdBy: caller.actor.id,
    now,
    expiresAt,
    max: KEYS_PER_OWNER_MAX,
  };
  const record = auditIfChanged(ctx, {
    action: "key.created",
    orgId: org.id,
    target: { type: "key", id, name: input.name },
    data: { hint: row.hint, owner_id: owner.id, workspace_ids: row.workspaceIds, actions: row.actions, expires_at: expiresAt },
    after: { name: input.name, workspace_ids: row.workspaceIds, actions: row.actions, expires_at: timestampOrNull(expiresAt) },
  });
  const [inserted] = await db.batch([insertKey(db, row), record.statement]);
  if (inserted.meta.changes === 0)
    throw new Fault("limit_reached", `One owner may have ${KEYS_PER_OWNER_MAX} keys that work. Revoke some first.`, {
      limit: { name: "keys_per_owner", value: KEYS_PER_OWNER_MAX },
    });
  return { ...keyView({ ...row, ownerName: owner.name, createdAt: now, lastUsedAt: null, revokedAt: null }), secret };
}

async function ownerOf(ctx: OrgCtx, input: CreateApiKey): Promise<{ type: "user" | "service_account"; id: string; name: string }> {
  const { actor } = ctx.caller;
  if (input.service_account_id === undefined || input.service_account_id === actor.id) return actor;
  if (!managesAllKeys(ctx)) throw new Fault("forbidden", "Only owners and admins make keys for service accounts.");
  const account = await readServiceAccount(ctx.db, { orgId: ctx.org.id, id: input.service_account_id, now: ctx.clock.now() });
  if (account) return { type: "service_account", id: account.id, name: account.name };
  throw unknown("service_account_id", "is no service account of this organization");
}

async function requireLivingWorkspaces(ctx: OrgCtx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const living = await livingAmong(ctx.db, { orgId: ctx.org.id, ids });
  const at = ids.findIndex((id) => !living.has(id));
  if (at >= 0) throw unknown(`workspace_ids.${at}`, "is no workspace of this organization");
}

const unknown = (field: string, message: string) =>
  new Fault("invalid_request", `body.${field}: ${message}`, { errors: [{ path: `body.${field}`, rule: "unknown", message }] });
