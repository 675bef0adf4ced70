import { z } from "zod";
import { idOf, PageQuery, Timestamp } from "./common.ts";
import { CairnEvent, EventType } from "./events/index.ts";

/** Most endpoints of one organization. */
export const WEBHOOKS_MAX = 100;
/** How long the former secret signs beside the new one unless told otherwise. */
export const ROTATION_OVERLAP_HOURS = 24;

export const WebhookFormat = z.enum(["plain", "slack", "discord", "teams"]).meta({
  description: "plain: the event, signed; the others: a sentence with a link, as the incoming webhooks of these services take it",
});
export type WebhookFormat = z.infer<typeof WebhookFormat>;

export const WebhookDisabledReason = z.enum(["manual", "gone", "failing"]);
export type WebhookDisabledReason = z.infer<typeof WebhookDisabledReason>;

const nouns = new Set(EventType.options.map((type) => type.slice(0, type.indexOf("."))));

/** A type of event, all of a noun (`run.*`), or all (`*`). */
export const EventPattern = z
  .string()
  .max(100)
  .refine(
    (text) => text === "*" || (text.endsWith(".*") ? nouns.has(text.slice(0, -2)) : EventType.safeParse(text).success),
    "must be a type of event, all of a noun (run.*) or all (*)",
  )
  .meta({ examples: ["run.finished", "run.*", "*"] });

/** Whether a type of event is among those that were asked for. */
export const matchesType = (patterns: readonly string[], type: string): boolean =>
  patterns.some((pattern) => pattern === "*" || pattern === type || (pattern.endsWith(".*") && type.startsWith(pattern.slice(0, -1))));

/** Headers that are ours, or that would change how a request is read (RFC 9110, RFC 9112). */
const RESERVED_HEADER =
  /^(webhook-.*|host|content-.*|connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|cookie|user-agent|expect|cf-.*|x-forwarded-.*)$/i;

const Headers = z
  .record(
    z
      .string()
      .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}$/, "must be the name of a header")
      .refine((name) => !RESERVED_HEADER.test(name), "is set by Cairn"),
    z
      .string()
      .max(1_000)
      .regex(/^[\x20-\x7e]*$/, "may hold printable ASCII only"),
  )
  .refine((headers) => Object.keys(headers).length <= 20, "must have at most 20 headers")
  .meta({ description: "sent with every request; kept sealed and never shown again", examples: [{ "x-team": "vision" }] });

const settings = {
  url: z
    .string()
    .max(2_000)
    .meta({ description: "https, on a public host", examples: ["https://hooks.example.org/cairn"] }),
  types: z
    .array(EventPattern)
    .min(1)
    .max(50)
    .meta({ examples: [["run.finished", "run.crashed"]] }),
  description: z
    .string()
    .trim()
    .max(500)
    .regex(/^\P{Cc}*$/u, "must not hold control characters"),
  format: WebhookFormat,
  headers: Headers,
  rate_limit: z.number().int().min(1).max(1_000).nullable().meta({ description: "most requests per second; null: as many as it takes" }),
};

export const CreateWebhook = z
  .strictObject({
    ...settings,
    types: settings.types.default(["*"]),
    description: settings.description.default(""),
    format: settings.format.default("plain"),
    headers: settings.headers.default({}),
    rate_limit: settings.rate_limit.default(null),
  })
  .meta({ id: "CreateWebhook", examples: [{ url: "https://hooks.example.org/cairn", types: ["run.*"] }] });
export type CreateWebhook = z.infer<typeof CreateWebhook>;

export const UpdateWebhook = z
  .strictObject({ ...settings, enabled: z.boolean() })
  .partial()
  .meta({ id: "UpdateWebhook", examples: [{ types: ["run.*"] }] });
export type UpdateWebhook = z.infer<typeof UpdateWebhook>;

export const Webhook = z
  .object({
    id: idOf("webhook"),
    workspace_id: idOf("workspace").nullable().meta({ description: "null: events of the whole organization" }),
    url: z.string(),
    types: z.array(z.string()),
    description: z.string(),
    format: WebhookFormat,
    header_names: z.array(z.string()),
    rate_limit: z.number().int().nullable(),
    enabled: z.boolean(),
    disabled: z.object({ at: Timestamp, reason: WebhookDisabledReason }).nullable(),
    previous_secret_until: Timestamp.nullable().meta({ description: "until then the former secret signs too" }),
    created_by: z.string().meta({ description: "id of who created it" }),
    created_at: Timestamp,
    updated_at: Timestamp,
  })
  .meta({ id: "Webhook" });
export type Webhook = z.infer<typeof Webhook>;

export const WebhookSecret = z
  .object({ secret: z.string().meta({ examples: ["whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"] }) })
  .meta({ id: "WebhookSecret" });
export type WebhookSecret = z.infer<typeof WebhookSecret>;

export const CreatedWebhook = Webhook.extend(WebhookSecret.shape).meta({ id: "CreatedWebhook" });
export type CreatedWebhook = z.infer<typeof CreatedWebhook>;

export const RotateSecret = z
  .strictObject({
    overlap_hours: z
      .number()
      .int()
      .min(0)
      .max(168)
      .default(ROTATION_OVERLAP_HOURS)
      .meta({ description: "so long the former secret signs too" }),
  })
  .meta({ id: "RotateSecret", examples: [{ overlap_hours: 24 }] });
export type RotateSecret = z.infer<typeof RotateSecret>;

/** pending: waits for its first or next attempt; failed: all attempts failed; held: came while the endpoint was disabled. */
export const MessageStatus = z.enum(["pending", "delivered", "failed", "held"]);
export type MessageStatus = z.infer<typeof MessageStatus>;

/** Why an attempt was made. */
export const AttemptCause = z.enum(["schedule", "replay", "resume", "test"]);
export type AttemptCause = z.infer<typeof AttemptCause>;

export const WebhookAttempt = z
  .object({
    number: z.number().int(),
    at: Timestamp,
    cause: AttemptCause,
    duration_ms: z.number().int(),
    request_headers: z.record(z.string(), z.string()).meta({ description: "values of headers of your own are left out" }),
    status: z.number().int().nullable().meta({ description: "null: no answer" }),
    response_headers: z.record(z.string(), z.string()).nullable(),
    response_body: z.string().nullable().meta({ description: "its first 4 KiB" }),
    error: z.string().nullable().meta({ description: "why it failed, where no status says it" }),
  })
  .meta({ id: "WebhookAttempt" });
export type WebhookAttempt = z.infer<typeof WebhookAttempt>;

export const WebhookMessage = z
  .object({
    id: idOf("event"),
    type: z.string(),
    at: Timestamp.meta({ description: "when it happened" }),
    status: MessageStatus,
    attempts: z.number().int(),
    next_attempt_at: Timestamp.nullable(),
    received_at: Timestamp,
  })
  .meta({ id: "WebhookMessage" });
export type WebhookMessage = z.infer<typeof WebhookMessage>;

export const WebhookMessageDetail = WebhookMessage.extend({
  event: CairnEvent,
  request_body: z.string().meta({ description: "what is sent of it, in the endpoint's format as it is set now" }),
  history: z.array(WebhookAttempt).meta({ description: "its attempts, the first one first" }),
}).meta({ id: "WebhookMessageDetail" });
export type WebhookMessageDetail = z.infer<typeof WebhookMessageDetail>;

/** How attempts to deliver went, day by day. */
export const WebhookStats = z
  .object({
    days: z
      .array(z.object({ day: z.iso.date(), attempts: z.number().int(), succeeded: z.number().int() }))
      .meta({ description: "of the last 30 days (UTC) those with attempts, oldest first" }),
  })
  .meta({ id: "WebhookStats" });
export type WebhookStats = z.infer<typeof WebhookStats>;

export const MessageQuery = PageQuery.extend({ status: MessageStatus.optional(), type: z.string().max(100).optional() });
export type MessageQuery = z.infer<typeof MessageQuery>;

export const ReplayMessages = z
  .strictObject({
    since: Timestamp.meta({ description: "events that happened from then on" }),
    until: Timestamp.optional(),
    status: z.enum(["failed", "all"]).default("failed").meta({ description: "failed: failed and held ones" }),
    dry_run: z.boolean().default(false).meta({ description: "only counts them" }),
  })
  .meta({ id: "ReplayMessages", examples: [{ since: "2026-11-20T00:00:00.000Z" }] });
export type ReplayMessages = z.infer<typeof ReplayMessages>;

export const MessageCount = z.object({ count: z.number().int() }).meta({ id: "MessageCount" });
export type MessageCount = z.infer<typeof MessageCount>;

export const SendTest = z
  .strictObject({ type: EventType.default("webhook.tested").meta({ description: "whose example is sent" }) })
  .meta({ id: "SendTest", examples: [{ type: "run.finished" }] });
export type SendTest = z.infer<typeof SendTest>;

/** What an endpoint of format `plain` gets (Standard Webhooks 1.0). */
export interface WebhookBody {
  type: EventType;
  /** When it happened. */
  timestamp: string;
  /** The event. */
  data: CairnEvent;
}
