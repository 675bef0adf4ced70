import type { OrganizationRole } from "@cairn/sdk/schema";
import { and, eq, gt, inArray, isNotNull, isNull, sql } from "drizzle-orm";
import type { Db } from "../db.ts";
import { apiKeys, invitations, members, organizations, users, webhookEndpoints, workspaceMembers, workspaces } from "../schema/index.ts";

/** Name of a living organization; null when it is gone. */
export async function readOrganizationName(db: Db, orgId: string): Promise<string | null> {
  const row = await db
    .select({ name: organizations.name })
    .from(organizations)
    .where(and(eq(organizations.id, orgId), isNull(organizations.deletedAt)))
    .get();
  return row?.name ?? null;
}

export async function readWorkspaceName(db: Db, { orgId, workspaceId }: { orgId: string; workspaceId: string }): Promise<string | null> {
  const row = await db
    .select({ name: workspaces.name })
    .from(workspaces)
    .where(and(eq(workspaces.orgId, orgId), eq(workspaces.id, workspaceId)))
    .get();
  return row?.name ?? null;
}

const ADMINS: OrganizationRole[] = ["owner", "admin"];

/** Who administers an organization, and with it a workspace of it. */
export async function listAdminIds(db: Db, { orgId, workspaceId }: { orgId: string; workspaceId: string | null }): Promise<string[]> {
  const ofOrganization = db
    .select({ userId: members.userId })
    .from(members)
    .where(and(eq(members.orgId, orgId), inArray(members.role, ADMINS)));
  if (workspaceId === null) return (await ofOrganization).map(({ userId }) => userId);
  const ofWorkspace = db
    .select({ userId: workspaceMembers.userId })
    .from(workspaceMembers)
    .where(and(eq(workspaceMembers.orgId, orgId), eq(workspaceMembers.workspaceId, workspaceId), eq(workspaceMembers.role, "admin")));
  const [first, second] = await db.batch([ofOrganization, ofWorkspace]);
  return [...new Set([...first, ...second].map(({ userId }) => userId))];
}

/** An invitation that is open, with the person whose verified address it was sent to, if there is one. */
export async function readInvited(db: Db, { orgId, id, now }: { orgId: string; id: string; now: number }) {
  const row = await db
    .select({ email: invitations.email, expiresAt: invitations.expiresAt, invitedByName: invitations.invitedByName, userId: users.id })
    .from(invitations)
    .leftJoin(users, and(sql`lower(${users.email}) = ${invitations.emailKey}`, eq(users.emailVerified, true)))
    .where(and(eq(invitations.orgId, orgId), eq(invitations.id, id), eq(invitations.status, "pending"), gt(invitations.expiresAt, now)))
    .get();
  return row ?? null;
}

/** Who sent an invitation, and to whom. */
export async function readInviter(db: Db, { orgId, id }: { orgId: string; id: string }) {
  const row = await db
    .select({ invitedBy: invitations.invitedBy })
    .from(invitations)
    .where(and(eq(invitations.orgId, orgId), eq(invitations.id, id)))
    .get();
  return row?.invitedBy ?? null;
}

export async function readKeyPeople(db: Db, { orgId, id }: { orgId: string; id: string }) {
  const { name, ownerType, ownerId, createdBy } = apiKeys;
  const row = await db
    .select({ name, ownerType, ownerId, createdBy })
    .from(apiKeys)
    .where(and(eq(apiKeys.orgId, orgId), eq(apiKeys.id, id)))
    .get();
  return row ?? null;
}

export async function readEndpointName(db: Db, { orgId, id }: { orgId: string; id: string }): Promise<string | null> {
  const row = await db
    .select({ description: webhookEndpoints.description, url: webhookEndpoints.url })
    .from(webhookEndpoints)
    .where(and(eq(webhookEndpoints.orgId, orgId), eq(webhookEndpoints.id, id)))
    .get();
  return row ? row.description || row.url : null;
}

/** Keys that live and end within a time, or within a part of their life when that is shorter, and whose owners were not told. */
export const listExpiring = (
  db: Db,
  { now, withinMs, lifeParts, take }: { now: number; withinMs: number; lifeParts: number; take: number },
) =>
  db
    .select({
      orgId: apiKeys.orgId,
      id: apiKeys.id,
      name: apiKeys.name,
      hint: apiKeys.hint,
      ownerId: apiKeys.ownerId,
      expiresAt: apiKeys.expiresAt,
    })
    .from(apiKeys)
    .where(
      and(
        isNull(apiKeys.revokedAt),
        isNull(apiKeys.expiryToldAt),
        isNotNull(apiKeys.expiresAt),
        gt(apiKeys.expiresAt, now),
        sql`${apiKeys.expiresAt} - ${now} <= min(${withinMs}, (${apiKeys.expiresAt} - ${apiKeys.createdAt}) / ${lifeParts})`,
      ),
    )
    .limit(take);

export const markExpiryTold = (db: Db, { orgId, id, now }: { orgId: string; id: string; now: number }) =>
  db
    .update(apiKeys)
    .set({ expiryToldAt: now })
    .where(and(eq(apiKeys.orgId, orgId), eq(apiKeys.id, id), isNull(apiKeys.expiryToldAt)));
