import { HOUR_MS, MINUTE_MS, SECOND_MS } from "../shared/clock.ts";

/** A workspace that had requests is asked what it counted after so long; where the plan limits something, sooner. Ours. */
export const ASK_AFTER_MS = 30 * SECOND_MS;
export const ASK_SOON_MS = 2 * SECOND_MS;
/** It is asked once more so long after its last request: that may have ended after the question. Ours. */
export const SETTLE_MS = MINUTE_MS;
/** It is asked what it holds at most so often, unless somebody looks. Ours: half of what settling takes. */
export const BYTES_EVERY_MS = 30 * SECOND_MS;
/** After a question that was not answered. Ours. */
export const ASK_RETRY_MS = MINUTE_MS;
/** Workspaces that are asked at once: what one invocation may have open (limit of the platform). */
export const ASKED_AT_ONCE = 6;
/** Somebody who looks sees what idle workspaces hold as it was so long ago at most. Ours: chores give bytes back by themselves. */
export const HELD_MAX_AGE_MS = HOUR_MS;
/** Requests are written so long after they came. Ours: so many are lost when the object dies. */
export const WRITE_BEHIND_MS = SECOND_MS;
