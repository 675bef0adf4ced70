import type { Webhook, WebhookAttempt, WebhookMessage, WebhookMessageDetail } from "../../schema/webhooks.ts";
import type { Context } from "../context.ts";
import type { Style } from "../output.ts";
import { moment, plain, span } from "../text.ts";

/** State of an endpoint with the reason why it is off. */
export const stateOf = ({ disabled }: Webhook): string => {
  if (!disabled) return "enabled";
  return disabled.reason === "manual" ? "disabled" : `disabled: ${disabled.reason}`;
};

/** A message that failed so far and is tried again is told apart from one that was not tried yet. */
export const statusOf = ({ status, attempts }: WebhookMessage): string => (status === "pending" && attempts > 0 ? "retrying" : status);

const STYLES: Record<string, Style> = { delivered: "green", failed: "red", retrying: "yellow", held: "dim", pending: "dim" };
export const styleOf = (message: WebhookMessage): Style | undefined => STYLES[statusOf(message)];

/** How an attempt went, in a few words. */
export const outcomeOf = ({ status, error }: WebhookAttempt): string =>
  [status === null ? null : String(status), error === null ? null : plain(error)].filter(Boolean).join(" ");

/** A message with its attempts for people. */
export function printMessage({ out }: Context, message: WebhookMessageDetail): void {
  out.facts(out.stdout, [
    ["Message", message.id],
    ["Type", message.type],
    ["Status", statusOf(message)],
    ["Happened", moment(message.at)],
    ["By", message.event.actor.name],
    ...(message.next_attempt_at ? [["Next attempt", moment(message.next_attempt_at)] as const] : []),
  ]);
  if (message.history.length === 0) return;
  out.data("");
  out.table(message.history, [
    { title: "#", value: (attempt) => attempt.number, align: "right" },
    { title: "AT", value: (attempt) => moment(attempt.at) },
    { title: "BECAUSE", value: (attempt) => attempt.cause },
    { title: "TOOK", value: (attempt) => span(attempt.duration_ms), align: "right" },
    { title: "ANSWER", value: outcomeOf, style: ({ status }) => (status !== null && status < 300 ? "green" : "red") },
    { title: "BODY", value: (attempt) => attempt.response_body || null, optional: "cut" },
  ]);
}
