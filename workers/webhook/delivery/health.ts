import { DAY_MS } from "../../shared/clock.ts";
import { DEAD_AFTER_MS, SEVERAL_FAILURES } from "../limits.ts";

/** How an endpoint is doing. */
export interface Health {
  /** Since when it has only failed; null: its last attempt went well. */
  failingSince: number | null;
  failures: number;
  /** It asked to be left alone until then, Unix ms. */
  pausedUntil: number;
}

export const HEALTHY: Health = { failingSince: null, failures: 0, pausedUntil: 0 };

/** After a failure. A single one that is followed by none within a day is forgotten. */
export function afterFailure({ failingSince, failures, pausedUntil }: Health, now: number, pauseUntil: number | null): Health {
  const paused = Math.max(pausedUntil, pauseUntil ?? 0);
  const startsAnew = failingSince === null || (failures < SEVERAL_FAILURES && now - failingSince > DAY_MS);
  return startsAnew
    ? { failingSince: now, failures: 1, pausedUntil: paused }
    : { failingSince, failures: failures + 1, pausedUntil: paused };
}

/** Whether it has only failed for so long that it is given up. */
export const isDead = ({ failingSince, failures }: Health, now: number): boolean =>
  failingSince !== null && failures >= SEVERAL_FAILURES && now - failingSince >= DEAD_AFTER_MS;
