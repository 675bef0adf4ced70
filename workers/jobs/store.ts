import { lt, or } from "drizzle-orm";
import type { Db } from "../control/db.ts";
import { authorizations, deviceGrants, refreshTokens, sessions } from "../control/schema/index.ts";

/** Drops requests of programs to sign in and their refresh tokens, and browser sessions, that ended before a time. */
export async function deleteEnded(
  db: Db,
  { requestsBefore, sessionsBefore }: { requestsBefore: number; sessionsBefore: number },
): Promise<void> {
  await db.batch([
    db.delete(deviceGrants).where(lt(deviceGrants.expiresAt, requestsBefore)),
    db.delete(authorizations).where(lt(authorizations.expiresAt, requestsBefore)),
    db.delete(refreshTokens).where(lt(refreshTokens.expiresAt, requestsBefore)),
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
