import { type CreatedWebhook, type CreateWebhook, WEBHOOKS_MAX } from "@cairn/sdk/schema";
import { Fault, notFound } from "../../shared/errors.ts";
import { auditIfChanged } from "../audit/record.ts";
import { placeOf, type WebhookArgs } from "./place.ts";
import { newSecret, openOf, sealFor } from "./secret.ts";
import { type EndpointRow, insertEndpoint, listSubscribers, readEndpoint } from "./store.ts";
import { originOf, requireUrl } from "./url.ts";
import { webhookView } from "./view.ts";

/** Adds an endpoint; it gets what happens from now on. Throws `invalid_request` for an address that is not public, `limit_reached`. */
export async function createWebhook(args: WebhookArgs<CreateWebhook>): Promise<CreatedWebhook> {
  const { ctx, workspaceId, input } = args;
  const { db, org } = ctx;
  const id = ctx.newId("webhook");
  const now = ctx.clock.now();
  const earlier = await readEndpoint(db, placeOf(args), id);
  if (earlier) return { ...webhookView(earlier, now), secret: await openOf(ctx, "secret_sealed", id, earlier.secretSealed) };
  await requireUrl(ctx.settings, input.url);
  const secret = newSecret();
  const row: EndpointRow = {
    orgId: org.id,
    id,
    workspaceId,
    url: input.url,
    description: input.description,
    types: input.types,
    format: input.format,
    headerNames: Object.keys(input.headers),
    headersSealed: await sealFor(ctx, "headers_sealed", id, JSON.stringify(input.headers)),
    secretSealed: await sealFor(ctx, "secret_sealed", id, secret),
    previousSecretSealed: null,
    previousSecretUntil: null,
    rateLimit: input.rate_limit,
    disabledAt: null,
    disabledReason: null,
    createdBy: ctx.caller.actor.id,
    createdAt: now,
    updatedAt: now,
  };
  const record = auditIfChanged(ctx, {
    action: "webhook.created",
    orgId: org.id,
    workspaceId,
    target: { type: "webhook", id, name: input.description || null },
    data: { origin: originOf(input.url) },
  });
  const [inserted] = await db.batch([insertEndpoint(db, row, WEBHOOKS_MAX), record.statement]);
  if (inserted.meta.changes === 0) {
    if ((await listSubscribers(db, org.id)).length < WEBHOOKS_MAX) throw notFound("organization");
    throw new Fault("limit_reached", `An organization may have ${WEBHOOKS_MAX} webhook endpoints.`, {
      limit: { name: "webhooks_per_organization", value: WEBHOOKS_MAX },
    });
  }
  return { ...webhookView(row, now), secret };
}
