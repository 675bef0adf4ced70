import {
  type CairnEvent,
  EVENTS,
  type EventDefinition,
  type MessageCount,
  type MessageQuery,
  type Page,
  type ReplayMessages,
  type SendTest,
  type WebhookMessage,
  type WebhookMessageDetail,
  type WebhookStats,
} from "@cairn/sdk/schema";
import { z } from "zod";
import { timestamp } from "../../shared/clock.ts";
import { decodeCursor } from "../../shared/cursor.ts";
import { Fault } from "../../shared/errors.ts";
import { toMessage } from "../../webhook/messages/body.ts";
import {
  getWebhookMessage,
  listWebhookMessages,
  readWebhookStats,
  replayWebhookMessage,
  replayWebhookRange,
  resumeWebhook,
  testWebhook,
} from "../../webhook/stub.ts";
import { type AuditInput, auditRow } from "../audit/record.ts";
import { requireEndpoint, type WebhookArgs } from "./place.ts";
import type { EndpointRow } from "./store.ts";

const NumberCursor = z.number().int().min(0);

/** Messages of an endpoint, the newest first. Throws `not_found`. */
export async function listDeliveries(args: WebhookArgs<MessageQuery & { id: string }>): Promise<Page<WebhookMessage>> {
  const { id } = await requireEndpoint(args);
  const { status, type, cursor, limit } = args.input;
  const before = cursor === undefined ? null : decodeCursor(cursor, NumberCursor);
  return listWebhookMessages(args.ctx.env, id, { status: status ?? null, type: type ?? null, before, limit });
}

/** A message with its event and all attempts. Throws `not_found`. */
export async function getDelivery(args: WebhookArgs<{ id: string; message: string }>): Promise<WebhookMessageDetail> {
  const { id } = await requireEndpoint(args);
  return getWebhookMessage(args.ctx.env, id, args.input.message);
}

/** Has one message sent again. Throws `not_found`, `illegal_transition` while the endpoint is disabled. */
export async function replayDelivery(args: WebhookArgs<{ id: string; message: string }>): Promise<WebhookMessage> {
  const row = await requireEnabled(args);
  const message = await replayWebhookMessage(args.ctx.env, row.id, args.input.message);
  await record(args, row, "webhook.replayed", { message: message.id });
  return message;
}

/** How attempts went, day by day. Throws `not_found`. */
export async function readDeliveryStats(args: WebhookArgs<{ id: string }>): Promise<WebhookStats> {
  const { id } = await requireEndpoint(args);
  return readWebhookStats(args.ctx.env, id);
}

/** Has messages sent again whose events happened within a time, or only counts them. Throws `not_found`, `illegal_transition` while disabled. */
export async function replayDeliveries(args: WebhookArgs<ReplayMessages & { id: string }>): Promise<MessageCount> {
  const row = await requireEnabled(args);
  const { since, until, status, dry_run: isDry } = args.input;
  const range = { since: Date.parse(since), until: until === undefined ? args.ctx.clock.now() : Date.parse(until), status, isDry };
  const count = await replayWebhookRange(args.ctx.env, row.id, range);
  if (!isDry) await record(args, row, "webhook.replayed", { since: timestamp(range.since), until: timestamp(range.until), status });
  return { count };
}

/** Has all that waits or was held sent at once. Throws `not_found`, `illegal_transition` while disabled. */
export async function resumeDeliveries(args: WebhookArgs<{ id: string }>): Promise<MessageCount> {
  const row = await requireEnabled(args);
  const count = await resumeWebhook(args.ctx.env, row.id);
  await record(args, row, "webhook.resumed");
  return { count };
}

/** Sends the example of a type of event, and answers how that went. It works while the endpoint is disabled too. Throws `not_found`. */
export async function testDelivery(args: WebhookArgs<SendTest & { id: string }>): Promise<WebhookMessageDetail> {
  const { ctx, input } = args;
  const row = await requireEndpoint(args);
  await record(args, row, "webhook.tested", { type: input.type });
  const { scope, version, subject, example } = EVENTS[input.type] as EventDefinition;
  const event = {
    id: ctx.newId("event"),
    type: input.type,
    version,
    at: timestamp(ctx.clock.now()),
    actor: ctx.caller.actor,
    credential: { kind: ctx.caller.credential.kind, id: ctx.caller.credential.id },
    request_id: ctx.requestId,
    subject: { type: subject, id: subject === "webhook" ? row.id : "example" },
    organization_id: row.orgId,
    workspace_id: scope === "workspace" ? row.workspaceId : null,
    data: example,
    test: true,
  } as CairnEvent;
  return testWebhook(ctx.env, row.id, toMessage(event));
}

async function requireEnabled(args: WebhookArgs<{ id: string }>): Promise<EndpointRow> {
  const row = await requireEndpoint(args);
  if (row.disabledAt === null) return row;
  throw new Fault("illegal_transition", "The endpoint is disabled. Enable it first; what came meanwhile was kept.");
}

const record = (args: WebhookArgs<unknown>, row: EndpointRow, action: AuditInput["action"], data: Record<string, unknown> = {}) =>
  auditRow(args.ctx, {
    action,
    orgId: row.orgId,
    workspaceId: row.workspaceId,
    target: { type: "webhook", id: row.id, name: row.description || null },
    data,
  });
