import type { RotateSecret, WebhookSecret } from "@cairn/sdk/schema";
import { HOUR_MS, timestampOrNull } from "../../shared/clock.ts";
import { Fault } from "../../shared/errors.ts";
import { refreshWebhook } from "../../webhook/stub.ts";
import { auditIfChanged, auditRow } from "../audit/record.ts";
import { placeOf, requireEndpoint, type WebhookArgs } from "./place.ts";
import { newSecret, openOf, sealFor } from "./secret.ts";
import { replaceSecret } from "./store.ts";

/**
 * Gives an endpoint a new secret. For the overlap both sign, so that a receiver can change over without missing anything. Throws
 * `not_found`, `illegal_transition` when somebody else rotates at the same moment.
 */
export async function rotateSecret(args: WebhookArgs<RotateSecret & { id: string }>): Promise<WebhookSecret> {
  const { ctx, input } = args;
  const before = await requireEndpoint(args);
  const now = ctx.clock.now();
  const secret = newSecret();
  const until = input.overlap_hours === 0 ? null : now + input.overlap_hours * HOUR_MS;
  const former = await openOf(ctx, "secret_sealed", before.id, before.secretSealed);
  const change = {
    from: before.secretSealed,
    secretSealed: await sealFor(ctx, "secret_sealed", before.id, secret),
    previousSecretSealed: until === null ? null : await sealFor(ctx, "previous_secret_sealed", before.id, former),
    previousSecretUntil: until,
    updatedAt: now,
  };
  const record = auditIfChanged(ctx, {
    action: "webhook.secret_rotated",
    orgId: before.orgId,
    workspaceId: before.workspaceId,
    target: { type: "webhook", id: before.id, name: before.description || null },
    data: { previous_until: timestampOrNull(until) },
  });
  const [replaced] = await ctx.db.batch([replaceSecret(ctx.db, placeOf(args), before.id, change), record.statement]);
  if (replaced.length === 0) throw new Fault("illegal_transition", "The secret was replaced at the same moment. Read it, or try again.");
  await refreshWebhook(ctx.env, before.id);
  return { secret };
}

/** The secret that signs now. Written down, because who has it can sign in Cairn's name. Throws `not_found`. */
export async function readSecret(args: WebhookArgs<{ id: string }>): Promise<WebhookSecret> {
  const { ctx } = args;
  const row = await requireEndpoint(args);
  const secret = await openOf(ctx, "secret_sealed", row.id, row.secretSealed);
  const target = { type: "webhook", id: row.id, name: row.description || null };
  await auditRow(ctx, { action: "webhook.secret_read", orgId: row.orgId, workspaceId: row.workspaceId, target });
  return { secret };
}
