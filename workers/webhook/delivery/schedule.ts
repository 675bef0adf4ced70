import { JITTER, RETRY_AFTER_MAX_MS, SCHEDULE_MS } from "../limits.ts";

/** When the attempt after `step` attempts of a schedule is due, counted from the last one; null when all were made. */
export function nextDue(step: number, now: number, random: () => number): number | null {
  const wait = SCHEDULE_MS[step];
  return wait === undefined ? null : Math.round(now + wait * (1 + JITTER * (2 * random() - 1)));
}

/** Until when a receiver asks to be left alone (RFC 9110: seconds, or a date); null when it does not. */
export function retryAfter(header: string | null, now: number): number | null {
  if (header === null) return null;
  const at = /^\d+$/.test(header.trim()) ? now + Number(header) * 1_000 : Date.parse(header);
  return Number.isNaN(at) || at <= now ? null : Math.min(at, now + RETRY_AFTER_MAX_MS);
}
