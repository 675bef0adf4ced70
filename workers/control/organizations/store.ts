import type { CreatedOrganization } from "@cairn/sdk/schema";
import { and, count, eq, isNull } from "drizzle-orm";
import { timestamp } from "../../shared/clock.ts";
import type { Db, Statement } from "../db.ts";
import { members, organizationSlugs, organizations, workspaceSlugs, workspaces } from "../schema.ts";

export interface NewOrganization {
  id: string;
  slug: string;
  name: string;
  ownerId: string;
  workspaceId: string;
  workspaceSlug: string;
  workspaceName: string;
  now: number;
}

/** The rows of a new organization with its owner and first workspace, in the order their keys ask for. */
export const insertOrganization = (db: Db, o: NewOrganization): [Statement, ...Statement[]] => [
  db.insert(organizations).values({ id: o.id, slug: o.slug, name: o.name, createdAt: o.now }),
  db.insert(organizationSlugs).values({ slug: o.slug, orgId: o.id }),
  db.insert(members).values({ orgId: o.id, userId: o.ownerId, role: "owner", createdAt: o.now }),
  db.insert(workspaces).values({ orgId: o.id, id: o.workspaceId, slug: o.workspaceSlug, name: o.workspaceName, createdAt: o.now }),
  db.insert(workspaceSlugs).values({ orgId: o.id, slug: o.workspaceSlug, workspaceId: o.workspaceId }),
];

/** Whether any organization has or had this slug. */
export async function organizationSlugTaken(db: Db, slug: string): Promise<boolean> {
  return (
    (await db.select({ slug: organizationSlugs.slug }).from(organizationSlugs).where(eq(organizationSlugs.slug, slug)).get()) !== undefined
  );
}

/** How many living organizations a person owns. */
export async function countOwned(db: Db, userId: string): Promise<number> {
  const row = await db
    .select({ n: count() })
    .from(members)
    .innerJoin(organizations, and(eq(organizations.id, members.orgId), isNull(organizations.deletedAt)))
    .where(and(eq(members.userId, userId), eq(members.role, "owner")))
    .get();
  return row?.n ?? 0;
}

/** What an earlier try with the same id made, as its owner sees it. */
export async function readCreated(db: Db, { id, userId }: { id: string; userId: string }): Promise<CreatedOrganization | null> {
  const row = await db
    .select({ org: organizations, workspace: workspaces })
    .from(organizations)
    .innerJoin(members, and(eq(members.orgId, organizations.id), eq(members.userId, userId), eq(members.role, "owner")))
    .innerJoin(workspaces, eq(workspaces.orgId, organizations.id))
    .where(eq(organizations.id, id))
    .orderBy(workspaces.id)
    .get();
  if (!row) return null;
  const { org, workspace } = row;
  return {
    id: org.id,
    slug: org.slug,
    name: org.name,
    role: "owner",
    created_at: timestamp(org.createdAt),
    workspace: { id: workspace.id, slug: workspace.slug, name: workspace.name, role: "admin", created_at: timestamp(workspace.createdAt) },
  };
}
