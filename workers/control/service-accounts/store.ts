import type { OrganizationRole } from "@cairn/sdk/schema";
import { and, eq, gt, isNull, type SQL, sql } from "drizzle-orm";
import type { Db, Statement } from "../db.ts";
import { apiKeys, serviceAccounts } from "../schema/index.ts";

export interface ServiceAccountRow {
  id: string;
  name: string;
  role: OrganizationRole;
  createdAt: number;
  keyCount: number;
}

const columns = (nowMs: number) => ({
  id: serviceAccounts.id,
  name: serviceAccounts.name,
  role: serviceAccounts.role,
  createdAt: serviceAccounts.createdAt,
  keyCount: sql<number>`(
    SELECT COUNT(*) FROM api_keys k WHERE k.owner_id = service_accounts.id AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > ${nowMs})
  )`,
});

/** The living service accounts of an organization, oldest first; `keyCount` counts the keys that work. */
export const listServiceAccountRows = (
  db: Db,
  { orgId, after, take, now }: { orgId: string; after: string | null; take: number; now: number },
): Promise<ServiceAccountRow[]> =>
  db
    .select(columns(now))
    .from(serviceAccounts)
    .where(
      and(eq(serviceAccounts.orgId, orgId), isNull(serviceAccounts.deletedAt), after === null ? undefined : gt(serviceAccounts.id, after)),
    )
    .orderBy(serviceAccounts.id)
    .limit(take);

export async function readServiceAccount(
  db: Db,
  { orgId, id, now }: { orgId: string; id: string; now: number },
): Promise<ServiceAccountRow | null> {
  const row = await db
    .select(columns(now))
    .from(serviceAccounts)
    .where(and(eq(serviceAccounts.orgId, orgId), eq(serviceAccounts.id, id), isNull(serviceAccounts.deletedAt)))
    .get();
  return row ?? null;
}

/** Adds a service account to a living organization that has room for it. */
export const insertServiceAccount = (
  db: Db,
  a: { orgId: string; id: string; name: string; role: OrganizationRole; now: number; max: number },
) =>
  db.run(sql`
    INSERT INTO service_accounts (org_id, id, name, role, created_at)
    SELECT id, ${a.id}, ${a.name}, ${a.role}, ${a.now} FROM organizations
    WHERE id = ${a.orgId} AND deleted_at IS NULL
      AND (SELECT COUNT(*) FROM service_accounts WHERE org_id = ${a.orgId} AND deleted_at IS NULL) < ${a.max}`);

export const tombstoneServiceAccount = (db: Db, { orgId, id, now }: { orgId: string; id: string; now: number }) =>
  db
    .update(serviceAccounts)
    .set({ deletedAt: now })
    .where(and(eq(serviceAccounts.orgId, orgId), eq(serviceAccounts.id, id), isNull(serviceAccounts.deletedAt)))
    .returning({ id: serviceAccounts.id });

/** Revokes every key of a service account. */
export const revokeKeysOf = (
  db: Db,
  { orgId, ownerId, now, when }: { orgId: string; ownerId: string; now: number; when: SQL },
): Statement =>
  db
    .update(apiKeys)
    .set({ revokedAt: now })
    .where(
      and(
        eq(apiKeys.orgId, orgId),
        eq(apiKeys.ownerType, "service_account"),
        eq(apiKeys.ownerId, ownerId),
        isNull(apiKeys.revokedAt),
        when,
      ),
    );
