import type { WebhookStats } from "@cairn/sdk/schema";
import { DAY_MS, dayOf } from "../../shared/clock.ts";
import type { WebhookCtx } from "../context.ts";
import { listAttemptDays } from "./store.ts";

/** Days that are told, today included. */
const DAYS = 30;

/** Attempts of each of the last days with any, and how many of them succeeded; the oldest first. */
export function readStats(ctx: WebhookCtx): WebhookStats {
  const today = dayOf(ctx.clock.now());
  return {
    days: listAttemptDays(ctx.sql, today - (DAYS - 1) * DAY_MS).map(({ day, attempts, succeeded }) => ({
      day: new Date(day).toISOString().slice(0, 10),
      attempts,
      succeeded,
    })),
  };
}
