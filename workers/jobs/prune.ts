import type { RequestCtx } from "../control/context.ts";
import { deleteNotificationsBefore } from "../control/notifications/store.ts";
import { deleteOutgoingBefore } from "../control/outgoing/store.ts";
import { DAY_MS } from "../shared/clock.ts";
import { deleteEnded } from "./store.ts";

/** Requests of programs to sign in, and their refresh tokens, are kept so long after their end, for looking into what went wrong. */
const SIGN_IN_REQUESTS_KEPT_MS = DAY_MS;
/** Browser sessions are kept so long after their end. */
const ENDED_SESSIONS_KEPT_MS = 30 * DAY_MS;

/** Messages to people are kept so long after they were made: longer than their events come again. */
const OUTGOING_KEPT_MS = 30 * DAY_MS;
/** Notifications are kept so long. */
const NOTIFICATIONS_KEPT_MS = 180 * DAY_MS;

/** Drops notifications that are older than 180 days, read or not, and messages that are older than 30. */
export async function pruneNotifications({ db, clock }: RequestCtx): Promise<void> {
  await db.batch([
    deleteNotificationsBefore(db, clock.now() - NOTIFICATIONS_KEPT_MS),
    deleteOutgoingBefore(db, clock.now() - OUTGOING_KEPT_MS),
  ]);
}

/** Drops requests to sign in and refresh tokens that expired more than a day ago and sessions that ended more than 30 days ago. */
export async function pruneSignIns({ db, clock }: RequestCtx): Promise<void> {
  const now = clock.now();
  await deleteEnded(db, { requestsBefore: now - SIGN_IN_REQUESTS_KEPT_MS, sessionsBefore: now - ENDED_SESSIONS_KEPT_MS });
}
