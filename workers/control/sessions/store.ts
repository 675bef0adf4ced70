import { and, desc, eq, gt, isNull, lt, type SQL, sql } from "drizzle-orm";
import type { Db, Statement } from "../db.ts";
import { identities, logoutTokens, sessions, users } from "../schema/index.ts";

export type SessionRow = typeof sessions.$inferSelect;

/** The session of a token's hash, ended or not, with its person. */
export async function readSessionByToken(db: Db, tokenHash: string) {
  const row = await db
    .select({ session: sessions, userName: users.name })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(eq(sessions.tokenHash, tokenHash))
    .get();
  return row ? { ...row.session, userName: row.userName } : null;
}

export const insertSession = (db: Db, row: typeof sessions.$inferInsert): Statement => db.insert(sessions).values(row);

/** Moves the idle end on, unless another request just did or the session ended meanwhile. */
export const touchSession = (db: Db, { id, seenBefore, now, idleMs }: { id: string; seenBefore: number; now: number; idleMs: number }) =>
  db
    .update(sessions)
    .set({ lastSeenAt: now, idleExpiresAt: sql`min(${now + idleMs}, ${sessions.absoluteExpiresAt})` })
    .where(and(eq(sessions.id, id), isNull(sessions.endedAt), lt(sessions.lastSeenAt, seenBefore)));

const live = (now: number) => and(isNull(sessions.endedAt), gt(sessions.idleExpiresAt, now), gt(sessions.absoluteExpiresAt, now));

interface ListSessions {
  userId: string;
  now: number;
  after: string | null;
  take: number;
}

/** A person's live sessions, newest first. */
export const listSessionRows = (db: Db, { userId, now, after, take }: ListSessions): Promise<SessionRow[]> =>
  db
    .select()
    .from(sessions)
    .where(and(eq(sessions.userId, userId), live(now), after === null ? undefined : lt(sessions.id, after)))
    .orderBy(desc(sessions.id))
    .limit(take);

/** Whether a person has, or had, a session of that id. */
export async function hasSession(db: Db, { id, userId }: { id: string; userId: string }): Promise<boolean> {
  const row = await db
    .select({ id: sessions.id })
    .from(sessions)
    .where(and(eq(sessions.id, id), eq(sessions.userId, userId)))
    .get();
  return row !== undefined;
}

/** Ends sessions that have not ended yet; the sealed ID token goes with them. */
const endWhere = (db: Db, now: number, which: SQL | undefined): Statement =>
  db
    .update(sessions)
    .set({ endedAt: now, idTokenSealed: null })
    .where(and(isNull(sessions.endedAt), which));

export const endSession = (db: Db, { id, userId, now }: { id: string; userId: string; now: number }): Statement =>
  endWhere(db, now, and(eq(sessions.id, id), eq(sessions.userId, userId)));

interface ProviderSession {
  connectionId: string;
  issuer: string;
  /** At least one of the two; with both, both must fit. */
  subject: string | null;
  sid: string | null;
}

/** Which sessions a provider means by its subject, its session id, or both. */
function sessionsOfProvider(db: Db, { connectionId, issuer, subject, sid }: ProviderSession): SQL | undefined {
  const person = db
    .select({ userId: identities.userId })
    .from(identities)
    .where(and(eq(identities.connectionId, connectionId), eq(identities.issuer, issuer), eq(identities.subject, subject ?? "")));
  return and(
    eq(sessions.connectionId, connectionId),
    subject === null ? undefined : sql`${sessions.userId} IN ${person}`,
    sid === null ? undefined : eq(sessions.sid, sid),
    subject === null && sid === null ? sql`0` : undefined,
  );
}

/** Id, person and the person's name of the live sessions that a provider means, as a query. */
export const liveProviderSessions = (db: Db, which: ProviderSession): SQL => sql`
  SELECT ${sessions.id} AS id, ${users.name} AS name, ${users.id} AS user_id
  FROM ${sessions} JOIN ${users} ON ${users.id} = ${sessions.userId}
  WHERE ${and(isNull(sessions.endedAt), sessionsOfProvider(db, which))}`;

/** Ends the live sessions that a provider means. */
export const endProviderSessions = (db: Db, which: ProviderSession, now: number): Statement =>
  endWhere(db, now, sessionsOfProvider(db, which));

/** Marks a logout token as used; a second time is refused by its key. */
export const spendLogoutToken = (
  db: Db,
  { hash, now, forgetAt }: { hash: string; now: number; forgetAt: number },
): [Statement, Statement] => [
  db.delete(logoutTokens).where(lt(logoutTokens.forgetAt, now)),
  db.insert(logoutTokens).values({ hash, forgetAt }),
];

/** Whose identity it is, if that person signed in before. */
export async function readIdentity(db: Db, key: { connectionId: string; issuer: string; subject: string }) {
  const row = await db
    .select({ userId: identities.userId })
    .from(identities)
    .where(and(eq(identities.connectionId, key.connectionId), eq(identities.issuer, key.issuer), eq(identities.subject, key.subject)))
    .get();
  return row ?? null;
}

interface Profile {
  userId: string;
  name: string;
  email: string;
  emailVerified: boolean;
}

/** A person who signs in for the first time. */
export const insertUser = (db: Db, { userId, now, ...profile }: Profile & { now: number }): Statement =>
  db.insert(users).values({ id: userId, ...profile, createdAt: now });

/** What the provider says of a person now; a name chosen here stays. */
export const updateProfile = (db: Db, { userId, name, email, emailVerified }: Profile): Statement =>
  db
    .update(users)
    .set({ email, emailVerified, name: sql`CASE WHEN ${users.nameChosen} THEN ${users.name} ELSE ${name} END` })
    .where(eq(users.id, userId));

export const insertIdentity = (db: Db, row: typeof identities.$inferInsert): Statement => db.insert(identities).values(row);

export const markIdentityUsed = (db: Db, key: { connectionId: string; issuer: string; subject: string }, now: number): Statement =>
  db
    .update(identities)
    .set({ lastSignInAt: now })
    .where(and(eq(identities.connectionId, key.connectionId), eq(identities.issuer, key.issuer), eq(identities.subject, key.subject)));
