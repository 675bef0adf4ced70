import { lt, or } from "drizzle-orm";
import type { RequestCtx } from "../control/context.ts";
import { authorizations, deviceGrants, sessions } from "../control/schema.ts";
import { DAY_MS } from "../shared/clock.ts";

/** Requests of programs to sign in are kept so long after their end, for looking into what went wrong. */
export const SIGN_IN_REQUESTS_KEPT_MS = DAY_MS;
/** Browser sessions are kept so long after their end. */
export const ENDED_SESSIONS_KEPT_MS = 30 * DAY_MS;

/** Drops requests to sign in that expired more than a day ago and sessions that ended more than 30 days ago. */
export async function pruneSignIns({ db, clock }: RequestCtx): Promise<void> {
  const requestsBefore = clock.now() - SIGN_IN_REQUESTS_KEPT_MS;
  const sessionsBefore = clock.now() - ENDED_SESSIONS_KEPT_MS;
  await db.batch([
    db.delete(deviceGrants).where(lt(deviceGrants.expiresAt, requestsBefore)),
    db.delete(authorizations).where(lt(authorizations.expiresAt, requestsBefore)),
    db
      .delete(sessions)
      .where(
        or(
          lt(sessions.endedAt, sessionsBefore),
          lt(sessions.idleExpiresAt, sessionsBefore),
          lt(sessions.absoluteExpiresAt, sessionsBefore),
        ),
      ),
  ]);
}
