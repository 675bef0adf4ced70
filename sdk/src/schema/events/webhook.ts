import { z } from "zod";
import { FieldNames, NoData, organizationEvent } from "./define.ts";

/** The path is left out: the addresses of chat programs are secrets. */
const Origin = z.strictObject({ origin: z.string() });
const origin = { origin: "https://hooks.example.org" };
const subject = "webhook";

/** Events in the life of webhook endpoints. That something was delivered is no event. */
export const WEBHOOK_EVENTS = {
  "webhook.created": organizationEvent({ description: "An endpoint was created", subject, data: Origin, example: origin }),
  "webhook.updated": organizationEvent({
    description: "An endpoint was changed, enabled or disabled by hand",
    subject,
    data: z.strictObject({ changed: FieldNames }),
    example: { changed: ["types"] },
  }),
  "webhook.deleted": organizationEvent({ description: "An endpoint was deleted", subject, data: Origin, example: origin }),
  "webhook.disabled": organizationEvent({
    description: "Cairn disabled an endpoint: it answered 410, or failed for five days",
    subject,
    data: Origin.extend({ reason: z.enum(["gone", "failing"]) }),
    example: { ...origin, reason: "failing" },
  }),
  "webhook.secret_read": organizationEvent({ description: "Somebody read the secret of an endpoint", subject, data: NoData, example: {} }),
  "webhook.secret_rotated": organizationEvent({
    description: "An endpoint got a new secret; until the time given the old one signs too",
    subject,
    data: z.strictObject({ previous_until: z.string().nullable() }),
    example: { previous_until: "2026-11-22T09:30:00.000Z" },
  }),
  "webhook.tested": organizationEvent({
    description: "Somebody sent an example to an endpoint",
    subject,
    data: z.strictObject({ type: z.string() }),
    example: { type: "run.finished" },
  }),
  "webhook.replayed": organizationEvent({
    description: "Somebody had messages sent again: one, or a range of time",
    subject,
    data: z.strictObject({ message: z.string(), since: z.string(), until: z.string(), status: z.string() }).partial(),
    example: { since: "2026-11-20T00:00:00.000Z", until: "2026-11-21T00:00:00.000Z", status: "failed" },
  }),
  "webhook.resumed": organizationEvent({
    description: "Somebody had waiting messages sent at once, after an outage",
    subject,
    data: NoData,
    example: {},
  }),
  "message.exhausted": organizationEvent({
    description: "Messages to an endpoint failed at their last attempt and wait to be replayed. The endpoint itself does not hear of it",
    subject,
    data: z.strictObject({ count: z.number().int(), messages: FieldNames }),
    example: { count: 1, messages: ["evt_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c"] },
  }),
} as const;
