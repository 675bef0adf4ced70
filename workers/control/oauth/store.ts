import { and, desc, eq, gt, isNull, lt, or, type SQL, sql } from "drizzle-orm";
import type { Db, Statement } from "../db.ts";
import { authorizations, deviceGrants, grants, refreshTokens, signingKeys, users } from "../schema/index.ts";

export const listSigningKeys = (db: Db) => db.select().from(signingKeys).orderBy(desc(signingKeys.createdAt)).all();

/** The unique index on the current key lets one of two first callers win; the other one reads it. */
export async function insertSigningKey(db: Db, row: typeof signingKeys.$inferInsert): Promise<void> {
  await db.insert(signingKeys).values(row).onConflictDoNothing();
}

/** A grant with its person's name. */
export async function readGrant(db: Db, id: string) {
  const row = await db
    .select({ grant: grants, userName: users.name })
    .from(grants)
    .innerJoin(users, eq(users.id, grants.userId))
    .where(eq(grants.id, id))
    .get();
  return row ? { ...row.grant, userName: row.userName } : null;
}

/** A person's living grants, newest first. */
export const listGrants = (db: Db, { userId, now, after, take }: { userId: string; now: number; after: string | null; take: number }) =>
  db
    .select()
    .from(grants)
    .where(
      and(
        eq(grants.userId, userId),
        isNull(grants.revokedAt),
        gt(grants.expiresAt, now),
        after === null ? undefined : lt(grants.id, after),
      ),
    )
    .orderBy(desc(grants.id))
    .limit(take)
    .all();

/** Ends a grant that still lives; the next statement of the batch sees `changes()`. */
export const revokeGrantStatement = (db: Db, input: { grantId: string; userId?: string; reason: string; now: number }): Statement =>
  db
    .update(grants)
    .set({ revokedAt: input.now, revokedReason: input.reason })
    .where(and(eq(grants.id, input.grantId), isNull(grants.revokedAt), input.userId ? eq(grants.userId, input.userId) : undefined));

export interface NewGrant {
  id: string;
  userId: string;
  clientId: string;
  device: string | null;
  /** `organization/workspace` that the program asked for. */
  workspace: string | null;
  ip: string | null;
  userAgent: string | null;
  createdAt: number;
  expiresAt: number;
}

/** A grant and its first refresh token, written only when what they came from was claimed. */
export const insertGrant = (db: Db, g: NewGrant, refresh: { hash: string; expiresAt: number; when: SQL }): Statement[] => [
  db.run(sql`
    INSERT INTO grants (id, user_id, client_id, device, workspace, ip, user_agent, created_at, last_used_at, expires_at)
    SELECT ${g.id}, ${g.userId}, ${g.clientId}, ${g.device}, ${g.workspace}, ${g.ip}, ${g.userAgent}, ${g.createdAt}, ${g.createdAt}, ${g.expiresAt}
    WHERE ${refresh.when}`),
  db.run(sql`
    INSERT INTO refresh_tokens (hash, grant_id, created_at, expires_at)
    SELECT ${refresh.hash}, ${g.id}, ${g.createdAt}, ${refresh.expiresAt} WHERE EXISTS (SELECT 1 FROM grants WHERE id = ${g.id})`),
];

export async function readRefreshToken(db: Db, hash: string) {
  const row = await db
    .select({ token: refreshTokens, grant: grants })
    .from(refreshTokens)
    .innerJoin(grants, eq(grants.id, refreshTokens.grantId))
    .where(eq(refreshTokens.hash, hash))
    .get();
  return row ?? null;
}

/** Spends a refresh token and stores its successor: both or neither, and only for the first caller. */
export async function rotateRefreshToken(
  db: Db,
  input: { hash: string; grantId: string; successorHash: string; successorSealed: string; expiresAt: number; now: number },
): Promise<boolean> {
  const [spent] = await db.batch([
    db
      .update(refreshTokens)
      .set({ usedAt: input.now, successorSealed: input.successorSealed })
      .where(and(eq(refreshTokens.hash, input.hash), isNull(refreshTokens.usedAt))),
    db.run(sql`
      INSERT INTO refresh_tokens (hash, grant_id, created_at, expires_at)
      SELECT ${input.successorHash}, ${input.grantId}, ${input.now}, ${input.expiresAt} WHERE changes() > 0`),
    db.update(grants).set({ lastUsedAt: input.now }).where(eq(grants.id, input.grantId)),
  ]);
  return spent.meta.changes > 0;
}

export async function insertDeviceGrant(db: Db, row: typeof deviceGrants.$inferInsert): Promise<void> {
  await db.insert(deviceGrants).values(row);
}

export async function readDeviceGrant(db: Db, deviceCodeHash: string) {
  return (await db.select().from(deviceGrants).where(eq(deviceGrants.deviceCodeHash, deviceCodeHash)).get()) ?? null;
}

export async function notePoll(db: Db, deviceCodeHash: string, now: number): Promise<void> {
  await db.update(deviceGrants).set({ lastPolledAt: now }).where(eq(deviceGrants.deviceCodeHash, deviceCodeHash));
}

/** The request behind a user code, bound to the first session that enters it: to any other one the code is not there. */
export async function bindDeviceGrant(db: Db, input: { userCode: string; sessionId: string; userId: string; now: number }) {
  const row = await db
    .update(deviceGrants)
    .set({
      sessionId: sql`coalesce(${deviceGrants.sessionId}, ${input.sessionId})`,
      userId: sql`coalesce(${deviceGrants.userId}, ${input.userId})`,
    })
    .where(
      and(
        eq(deviceGrants.userCode, input.userCode),
        gt(deviceGrants.expiresAt, input.now),
        or(isNull(deviceGrants.userId), eq(deviceGrants.userId, input.userId)),
      ),
    )
    .returning()
    .get();
  return (row as typeof row | undefined) ?? null;
}

/** Answers a pending request; the next statement of the batch sees `changes()`. */
export const decideDeviceStatement = (
  db: Db,
  input: { userCode: string; userId: string; status: "approved" | "denied"; now: number },
): Statement =>
  db
    .update(deviceGrants)
    .set({ status: input.status })
    .where(
      and(
        eq(deviceGrants.userCode, input.userCode),
        eq(deviceGrants.userId, input.userId),
        eq(deviceGrants.status, "pending"),
        gt(deviceGrants.expiresAt, input.now),
      ),
    );

/** Claims an approved device code; one caller only. */
export const claimDeviceStatement = (db: Db, deviceCodeHash: string, grantId: string): Statement =>
  db
    .update(deviceGrants)
    .set({ status: "used", grantId })
    .where(and(eq(deviceGrants.deviceCodeHash, deviceCodeHash), eq(deviceGrants.status, "approved")));

export async function insertAuthorization(db: Db, row: typeof authorizations.$inferInsert): Promise<void> {
  await db.insert(authorizations).values(row);
}

export async function readAuthorization(db: Db, id: string, now: number) {
  const row = await db
    .select()
    .from(authorizations)
    .where(and(eq(authorizations.id, id), eq(authorizations.status, "pending"), gt(authorizations.expiresAt, now)))
    .get();
  return row ?? null;
}

/** Answers a pending authorization; the next statement of the batch sees `changes()`. */
export const decideAuthorizationStatement = (
  db: Db,
  input: { id: string; userId: string; status: "approved" | "denied"; codeHash: string | null; expiresAt: number; now: number },
): Statement =>
  db
    .update(authorizations)
    .set({ status: input.status, userId: input.userId, codeHash: input.codeHash, expiresAt: input.expiresAt })
    .where(and(eq(authorizations.id, input.id), eq(authorizations.status, "pending"), gt(authorizations.expiresAt, input.now)));

export async function readAuthorizationByCode(db: Db, codeHash: string) {
  return (await db.select().from(authorizations).where(eq(authorizations.codeHash, codeHash)).get()) ?? null;
}

/** Claims an authorization code; one caller only. */
export const claimAuthorizationStatement = (db: Db, id: string, grantId: string): Statement =>
  db
    .update(authorizations)
    .set({ status: "used", grantId })
    .where(and(eq(authorizations.id, id), eq(authorizations.status, "approved")));
