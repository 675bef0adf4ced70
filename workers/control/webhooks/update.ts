import type { UpdateWebhook, Webhook } from "@cairn/sdk/schema";
import { notFound } from "../../shared/errors.ts";
import { refreshWebhook } from "../../webhook/stub.ts";
import { auditIfChanged } from "../audit/record.ts";
import { changesBetween, webhookState } from "../audit/states.ts";
import { placeOf, requireEndpoint, type WebhookArgs } from "./place.ts";
import { openOf, sealFor } from "./secret.ts";
import { type EndpointChange, type EndpointRow, updateEndpointRow } from "./store.ts";
import { requireUrl } from "./url.ts";
import { webhookView } from "./view.ts";

/** Changes an endpoint, enables or disables it. Throws `not_found`, `invalid_request` for an address that is not public. */
export async function updateWebhook(args: WebhookArgs<UpdateWebhook & { id: string }>): Promise<Webhook> {
  const { ctx, input } = args;
  const before = await requireEndpoint(args);
  if (input.url !== undefined && input.url !== before.url) await requireUrl(ctx.settings, input.url);
  const now = ctx.clock.now();
  const { change, changed } = await changesOf(args, before, now);
  if (changed.length === 0) return webhookView(before, now);
  const record = auditIfChanged(ctx, {
    action: "webhook.updated",
    orgId: before.orgId,
    workspaceId: before.workspaceId,
    target: { type: "webhook", id: before.id, name: (input.description ?? before.description) || null },
    data: { changed },
    ...changesBetween(webhookState(before), webhookState({ ...before, ...change })),
  });
  const [updated] = await ctx.db.batch([updateEndpointRow(ctx.db, placeOf(args), before.id, change), record.statement]);
  if (!updated[0]) throw notFound("webhook");
  ctx.waitUntil(refreshWebhook(ctx.env, before.id));
  return webhookView(updated[0], now);
}

async function changesOf(
  { ctx, input }: WebhookArgs<UpdateWebhook & { id: string }>,
  before: EndpointRow,
  now: number,
): Promise<{ change: EndpointChange; changed: string[] }> {
  const { url, description, types, format, headers, rate_limit: rateLimit, enabled } = input;
  const change: EndpointChange = { updatedAt: now };
  const changed: string[] = [];
  const differs = (name: string, value: unknown, earlier: unknown): boolean => {
    const isOther = value !== undefined && JSON.stringify(value) !== JSON.stringify(earlier);
    if (isOther) changed.push(name);
    return isOther;
  };
  if (differs("url", url, before.url) && url !== undefined) change.url = url;
  if (differs("description", description, before.description) && description !== undefined) change.description = description;
  if (differs("types", types, before.types) && types) change.types = types;
  if (differs("format", format, before.format) && format) change.format = format;
  if (differs("rate_limit", rateLimit, before.rateLimit) && rateLimit !== undefined) change.rateLimit = rateLimit;
  if (headers && differs("headers", headers, JSON.parse(await openOf(ctx, "headers_sealed", before.id, before.headersSealed)))) {
    change.headerNames = Object.keys(headers);
    change.headersSealed = await sealFor(ctx, "headers_sealed", before.id, JSON.stringify(headers));
  }
  if (differs("enabled", enabled, before.disabledAt === null)) {
    change.disabledAt = enabled ? null : now;
    change.disabledReason = enabled ? null : "manual";
  }
  return { change, changed };
}
