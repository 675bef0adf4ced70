import type { Action } from "@cairn/sdk/schema";
import { and, desc, eq, inArray, isNull, lt, sql } from "drizzle-orm";
import type { Db, Statement } from "../db.ts";
import { apiKeys, members, organizations, serviceAccounts, users, workspaces } from "../schema/index.ts";

export interface KeyRow {
  id: string;
  name: string;
  hint: string;
  ownerType: "user" | "service_account";
  ownerId: string;
  ownerName: string | null;
  workspaceIds: string[] | null;
  actions: Action[] | null;
  createdAt: number;
  expiresAt: number | null;
  lastUsedAt: number | null;
  revokedAt: number | null;
}

const columns = {
  id: apiKeys.id,
  name: apiKeys.name,
  hint: apiKeys.hint,
  ownerType: apiKeys.ownerType,
  ownerId: apiKeys.ownerId,
  ownerName: sql<string | null>`COALESCE(${users.name}, ${serviceAccounts.name})`,
  workspaceIds: apiKeys.workspaceIds,
  actions: apiKeys.actions,
  createdAt: apiKeys.createdAt,
  expiresAt: apiKeys.expiresAt,
  lastUsedAt: apiKeys.lastUsedAt,
  revokedAt: apiKeys.revokedAt,
};

const keyRows = (db: Db) =>
  db
    .select(columns)
    .from(apiKeys)
    .leftJoin(users, and(eq(apiKeys.ownerType, "user"), eq(users.id, apiKeys.ownerId)))
    .leftJoin(serviceAccounts, and(eq(serviceAccounts.orgId, apiKeys.orgId), eq(serviceAccounts.id, apiKeys.ownerId)));

/** Keys of an organization, or of one owner in it, the newest first. */
export const listKeyRows = (
  db: Db,
  { orgId, ownerId, after, take }: { orgId: string; ownerId: string | null; after: string | null; take: number },
): Promise<KeyRow[]> =>
  keyRows(db)
    .where(
      and(
        eq(apiKeys.orgId, orgId),
        ownerId === null ? undefined : eq(apiKeys.ownerId, ownerId),
        after === null ? undefined : lt(apiKeys.id, after),
      ),
    )
    .orderBy(desc(apiKeys.id))
    .limit(take);

export async function readKey(db: Db, { orgId, id }: { orgId: string; id: string }): Promise<KeyRow | null> {
  return (
    (await keyRows(db)
      .where(and(eq(apiKeys.orgId, orgId), eq(apiKeys.id, id)))
      .get()) ?? null
  );
}

export interface NewKey {
  orgId: string;
  id: string;
  hash: string;
  hint: string;
  name: string;
  ownerType: "user" | "service_account";
  ownerId: string;
  workspaceIds: string[] | null;
  actions: Action[] | null;
  createdBy: string;
  now: number;
  expiresAt: number | null;
  /** Working keys that one owner may have. */
  max: number;
}

/** Adds a key for a member or living service account of a living organization that has room for it. */
export const insertKey = (db: Db, k: NewKey) => {
  const owner =
    k.ownerType === "user"
      ? sql`EXISTS (SELECT 1 FROM members m WHERE m.org_id = o.id AND m.user_id = ${k.ownerId})`
      : sql`EXISTS (SELECT 1 FROM service_accounts s WHERE s.org_id = o.id AND s.id = ${k.ownerId} AND s.deleted_at IS NULL)`;
  return db.run(sql`
    INSERT INTO api_keys (org_id, id, hash, hint, name, owner_type, owner_id, workspace_ids, actions, created_by, created_at, expires_at)
    SELECT o.id, ${k.id}, ${k.hash}, ${k.hint}, ${k.name}, ${k.ownerType}, ${k.ownerId},
      ${k.workspaceIds === null ? null : JSON.stringify(k.workspaceIds)}, ${k.actions === null ? null : JSON.stringify(k.actions)},
      ${k.createdBy}, ${k.now}, ${k.expiresAt}
    FROM organizations o
    WHERE o.id = ${k.orgId} AND o.deleted_at IS NULL AND ${owner}
      AND (
        SELECT COUNT(*) FROM api_keys a
        WHERE a.owner_id = ${k.ownerId} AND a.org_id = ${k.orgId} AND a.revoked_at IS NULL AND (a.expires_at IS NULL OR a.expires_at > ${k.now})
      ) < ${k.max}`);
};

/** Puts another secret into a key that its creator never got to see. */
export const replaceSecret = (db: Db, k: { orgId: string; id: string; createdBy: string; hash: string; hint: string }) =>
  db
    .update(apiKeys)
    .set({ hash: k.hash, hint: k.hint })
    .where(and(eq(apiKeys.orgId, k.orgId), eq(apiKeys.id, k.id), eq(apiKeys.createdBy, k.createdBy), isNull(apiKeys.revokedAt)))
    .returning({ id: apiKeys.id });

export const revokeKeyRow = (db: Db, { orgId, id, now }: { orgId: string; id: string; now: number }): Statement =>
  db
    .update(apiKeys)
    .set({ revokedAt: now })
    .where(and(eq(apiKeys.orgId, orgId), eq(apiKeys.id, id), isNull(apiKeys.revokedAt)));

/** Which of these ids are living workspaces of the organization. */
export async function livingAmong(db: Db, { orgId, ids }: { orgId: string; ids: readonly string[] }): Promise<Set<string>> {
  const rows = await db
    .select({ id: workspaces.id })
    .from(workspaces)
    .where(and(eq(workspaces.orgId, orgId), inArray(workspaces.id, [...ids]), isNull(workspaces.deletedAt)));
  return new Set(rows.map(({ id }) => id));
}

/** What is known of a presented key. */
export interface PresentedKey {
  id: string;
  orgId: string;
  ownerType: "user" | "service_account";
  ownerId: string;
  /** null when the owner is no longer a member or living service account, or the organization was deleted. */
  ownerName: string | null;
  workspaceIds: string[] | null;
  actions: Action[] | null;
  expiresAt: number | null;
  lastUsedAt: number | null;
  revokedAt: number | null;
}

/** The key with this hash, with its owner if the owner is still there. */
export async function readPresented(db: Db, hash: string): Promise<PresentedKey | null> {
  const row = await db
    .select({
      id: apiKeys.id,
      orgId: apiKeys.orgId,
      ownerType: apiKeys.ownerType,
      ownerId: apiKeys.ownerId,
      ownerName: sql<
        string | null
      >`CASE WHEN ${organizations.deletedAt} IS NOT NULL THEN NULL WHEN ${members.userId} IS NOT NULL THEN ${users.name} ELSE ${serviceAccounts.name} END`,
      workspaceIds: apiKeys.workspaceIds,
      actions: apiKeys.actions,
      expiresAt: apiKeys.expiresAt,
      lastUsedAt: apiKeys.lastUsedAt,
      revokedAt: apiKeys.revokedAt,
    })
    .from(apiKeys)
    .innerJoin(organizations, eq(organizations.id, apiKeys.orgId))
    .leftJoin(members, and(eq(apiKeys.ownerType, "user"), eq(members.orgId, apiKeys.orgId), eq(members.userId, apiKeys.ownerId)))
    .leftJoin(users, eq(users.id, members.userId))
    .leftJoin(
      serviceAccounts,
      and(
        eq(apiKeys.ownerType, "service_account"),
        eq(serviceAccounts.orgId, apiKeys.orgId),
        eq(serviceAccounts.id, apiKeys.ownerId),
        isNull(serviceAccounts.deletedAt),
      ),
    )
    .where(eq(apiKeys.hash, hash))
    .get();
  return row ?? null;
}

/** Notes that a key was used, unless that was noted after `unlessAfter`. */
export async function touchKey(db: Db, { id, now, unlessAfter }: { id: string; now: number; unlessAfter: number }): Promise<void> {
  await db
    .update(apiKeys)
    .set({ lastUsedAt: now })
    .where(and(eq(apiKeys.id, id), sql`(${apiKeys.lastUsedAt} IS NULL OR ${apiKeys.lastUsedAt} <= ${unlessAfter})`));
}
