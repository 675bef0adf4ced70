import type { WebhookCtx } from "../context.ts";
import { insertMessage, type NewMessage } from "./store.ts";

export interface Accepted {
  /** The endpoint is disabled: what comes is kept and not sent. */
  isHeld: boolean;
  messages: readonly NewMessage[];
}

/** Takes messages over for good, all or none; those that are here already are left as they are. */
export function acceptMessages(ctx: WebhookCtx, { isHeld, messages }: Accepted): void {
  const now = ctx.clock.now();
  const state = { status: isHeld ? "held" : "pending", dueAt: isHeld ? null : now, cause: "schedule", now } as const;
  ctx.storage.transactionSync(() => {
    for (const message of messages) insertMessage(ctx.sql, message, state);
  });
}
