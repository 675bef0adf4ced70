import type { CairnEvent, WebhookBody } from "@cairn/sdk/schema";
import type { NewMessage } from "./store.ts";

/** An event as endpoints get it (Standard Webhooks 1.0). */
export function toMessage(event: CairnEvent): NewMessage {
  const body: WebhookBody = { type: event.type, timestamp: event.at, data: event };
  return { id: event.id, type: event.type, at: Date.parse(event.at), body: JSON.stringify(body) };
}
