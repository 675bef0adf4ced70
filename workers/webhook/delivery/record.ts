import { dayOf } from "../../shared/clock.ts";
import type { WebhookCtx } from "../context.ts";
import type { Outcome } from "./attempt.ts";
import { afterFailure, HEALTHY, type Health, isDead } from "./health.ts";
import { nextDue } from "./schedule.ts";
import { countAttempts, insertAttempt, readHealth, type Standing, writeHealth } from "./store.ts";

/** Answered with this, an endpoint wants no more messages (Standard Webhooks 1.0). */
export const GONE = 410;

/** Writes attempts down, and what follows from them, in one transaction. Answers why the endpoint is to be disabled; null: it is not. */
export function recordOutcomes(ctx: WebhookCtx, outcomes: readonly Outcome[]): "gone" | "failing" | null {
  let dead = false;
  ctx.storage.transactionSync(() => {
    let health = readHealth(ctx.sql);
    for (const outcome of outcomes) {
      health = healthAfter(health, outcome);
      dead ||= isDead(health, outcome.at);
      insertAttempt(ctx.sql, outcome, standingAfter(ctx, outcome));
    }
    for (const [day, all] of Map.groupBy(outcomes, ({ at }) => dayOf(at)))
      countAttempts(ctx.sql, day, all.length, all.filter(({ isSuccess }) => isSuccess).length);
    // Disabled, it begins anew: whoever enables it has mended it.
    writeHealth(ctx.sql, dead ? HEALTHY : health);
  });
  if (outcomes.some(({ status }) => status === GONE)) return "gone";
  return dead ? "failing" : null;
}

const healthAfter = (health: Health, { isSuccess, at, retryAt }: Outcome): Health =>
  isSuccess ? HEALTHY : afterFailure(health, at, retryAt);

function standingAfter(ctx: WebhookCtx, { message, isSuccess, retryAt }: Outcome): Standing {
  const step = message.step + 1;
  if (isSuccess) return { status: "delivered", dueAt: null, step, isTold: true };
  // Who sent a test sees how it went; it is not tried again.
  if (message.cause === "test") return { status: "failed", dueAt: null, step, isTold: true };
  const dueAt = nextDue(step, ctx.clock.now(), ctx.random);
  if (dueAt === null) return { status: "failed", dueAt: null, step, isTold: false };
  return { status: "pending", dueAt: Math.max(dueAt, retryAt ?? 0), step, isTold: true };
}
