import { notFound } from "../../shared/errors.ts";
import { refreshWebhook } from "../../webhook/stub.ts";
import { auditIfChanged } from "../audit/record.ts";
import { placeOf, requireEndpoint, type WebhookArgs } from "./place.ts";
import { deleteEndpointRow } from "./store.ts";
import { originOf } from "./url.ts";

/** Deletes an endpoint; its object finds that out and drops all that was delivered. Throws `not_found`. */
export async function deleteWebhook(args: WebhookArgs<{ id: string }>): Promise<void> {
  const { ctx } = args;
  const { orgId, id, workspaceId, url, description } = await requireEndpoint(args);
  const record = auditIfChanged(ctx, {
    action: "webhook.deleted",
    orgId,
    workspaceId,
    target: { type: "webhook", id, name: description || null },
    data: { origin: originOf(url) },
  });
  const [deleted] = await ctx.db.batch([deleteEndpointRow(ctx.db, placeOf(args), id), record.statement]);
  if (deleted.length === 0) throw notFound("webhook");
  ctx.waitUntil(refreshWebhook(ctx.env, id));
}
