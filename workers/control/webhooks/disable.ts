import { auditIfChanged, auditRow } from "../audit/record.ts";
import type { RequestCtx } from "../context.ts";
import { disableEndpointRow, type EndpointRow } from "./store.ts";
import { originOf } from "./url.ts";

/** Disables an endpoint that is gone or has only failed for days; once, however often it is asked. */
export async function disableWebhook({
  ctx,
  input,
}: {
  ctx: RequestCtx;
  input: { row: EndpointRow; reason: "gone" | "failing" };
}): Promise<void> {
  const { row, reason } = input;
  const record = auditIfChanged(ctx, {
    action: "webhook.disabled",
    orgId: row.orgId,
    workspaceId: row.workspaceId,
    target: { type: "webhook", id: row.id, name: row.description || null },
    data: { origin: originOf(row.url), reason },
  });
  await ctx.db.batch([disableEndpointRow(ctx.db, { id: row.id, reason, now: ctx.clock.now() }), record.statement]);
}

/** Most ids that one event names. */
const IDS_MAX = 100;

/** Tells that messages failed at their last attempt. */
export async function tellExhausted({
  ctx,
  input,
}: {
  ctx: RequestCtx;
  input: { row: EndpointRow; messages: readonly string[] };
}): Promise<void> {
  const { row, messages } = input;
  await auditRow(ctx, {
    action: "message.exhausted",
    orgId: row.orgId,
    workspaceId: row.workspaceId,
    target: { type: "webhook", id: row.id, name: row.description || null },
    data: { count: messages.length, messages: messages.slice(0, IDS_MAX) },
  });
}
