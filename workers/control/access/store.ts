import type { OrganizationRole, WorkspaceRole } from "@cairn/sdk/schema";
import { and, eq, isNull, or } from "drizzle-orm";
import type { Db } from "../db.ts";
import {
  members,
  organizationSlugs,
  organizations,
  serviceAccounts,
  workspaceMembers,
  workspaceSlugs,
  workspaces,
} from "../schema/index.ts";

export interface OrganizationRow {
  id: string;
  slug: string;
  name: string;
  demo: boolean;
  createdAt: number;
  plan: string | null;
  role: OrganizationRole;
}

const organizationColumns = {
  id: organizations.id,
  slug: organizations.slug,
  name: organizations.name,
  demo: organizations.demo,
  createdAt: organizations.createdAt,
  plan: organizations.plan,
};

/** The organization of that slug (the current or an earlier one) or id, if the actor belongs to it. */
export async function readOrganization(db: Db, actor: { type: string; id: string }, ref: string): Promise<OrganizationRow | null> {
  const bySlug = db.select({ id: organizationSlugs.orgId }).from(organizationSlugs).where(eq(organizationSlugs.slug, ref));
  const here = and(isNull(organizations.deletedAt), or(eq(organizations.id, ref), eq(organizations.id, bySlug)));
  const row =
    actor.type === "user"
      ? await db
          .select({ ...organizationColumns, role: members.role })
          .from(organizations)
          .innerJoin(members, and(eq(members.orgId, organizations.id), eq(members.userId, actor.id)))
          .where(here)
          .get()
      : await db
          .select({ ...organizationColumns, role: serviceAccounts.role })
          .from(organizations)
          .innerJoin(
            serviceAccounts,
            and(eq(serviceAccounts.orgId, organizations.id), eq(serviceAccounts.id, actor.id), isNull(serviceAccounts.deletedAt)),
          )
          .where(here)
          .get();
  return row ?? null;
}

export interface WorkspaceRow {
  id: string;
  slug: string;
  name: string;
  createdAt: number;
  override: WorkspaceRole | null;
}

/** The workspace of that slug (the current or an earlier one) or id in the organization, with the actor's own role there if it has one. */
export async function readWorkspace(db: Db, orgId: string, actorId: string, ref: string): Promise<WorkspaceRow | null> {
  const bySlug = db
    .select({ id: workspaceSlugs.workspaceId })
    .from(workspaceSlugs)
    .where(and(eq(workspaceSlugs.orgId, orgId), eq(workspaceSlugs.slug, ref)));
  const row = await db
    .select({
      id: workspaces.id,
      slug: workspaces.slug,
      name: workspaces.name,
      createdAt: workspaces.createdAt,
      override: workspaceMembers.role,
    })
    .from(workspaces)
    .leftJoin(
      workspaceMembers,
      and(
        eq(workspaceMembers.orgId, workspaces.orgId),
        eq(workspaceMembers.workspaceId, workspaces.id),
        eq(workspaceMembers.userId, actorId),
      ),
    )
    .where(and(eq(workspaces.orgId, orgId), isNull(workspaces.deletedAt), or(eq(workspaces.id, ref), eq(workspaces.id, bySlug))))
    .get();
  return row ?? null;
}
