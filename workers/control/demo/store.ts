import { and, eq, isNull } from "drizzle-orm";
import type { Db, Statement } from "../db.ts";
import { members, organizationSlugs, organizations, serviceAccounts, workspaceSlugs, workspaces } from "../schema/index.ts";

export interface DemoRow {
  orgId: string;
  orgSlug: string;
  workspaceSlug: string;
  serviceAccount: { id: string; name: string };
}

/** The demo organization with the service account that fills it; null where there is none. */
export async function readDemo(db: Db): Promise<DemoRow | null> {
  const row = await db
    .select({
      orgId: organizations.id,
      orgSlug: organizations.slug,
      workspaceSlug: workspaces.slug,
      serviceAccount: { id: serviceAccounts.id, name: serviceAccounts.name },
    })
    .from(organizations)
    .innerJoin(workspaces, and(eq(workspaces.orgId, organizations.id), isNull(workspaces.deletedAt)))
    .innerJoin(serviceAccounts, and(eq(serviceAccounts.orgId, organizations.id), isNull(serviceAccounts.deletedAt)))
    .where(and(eq(organizations.demo, true), isNull(organizations.deletedAt)))
    .orderBy(workspaces.id, serviceAccounts.id)
    .get();
  return row ?? null;
}

export interface NewDemo {
  orgId: string;
  workspaceId: string;
  serviceAccountId: string;
  slug: string;
  workspaceSlug: string;
  names: { organization: string; workspace: string; serviceAccount: string };
  now: number;
}

/** The rows of the demo organization: nobody owns it, a service account writes to it. */
export const insertDemo = (db: Db, d: NewDemo): [Statement, ...Statement[]] => [
  db.insert(organizations).values({ id: d.orgId, slug: d.slug, name: d.names.organization, demo: true, createdAt: d.now }),
  db.insert(organizationSlugs).values({ slug: d.slug, orgId: d.orgId }),
  db.insert(workspaces).values({ orgId: d.orgId, id: d.workspaceId, slug: d.workspaceSlug, name: d.names.workspace, createdAt: d.now }),
  db.insert(workspaceSlugs).values({ orgId: d.orgId, slug: d.workspaceSlug, workspaceId: d.workspaceId }),
  db
    .insert(serviceAccounts)
    .values({ orgId: d.orgId, id: d.serviceAccountId, name: d.names.serviceAccount, role: "member", createdAt: d.now }),
];

export const insertDemoMember = (db: Db, input: { orgId: string; userId: string; now: number }): Statement =>
  db.insert(members).values({ orgId: input.orgId, userId: input.userId, role: "member", createdAt: input.now }).onConflictDoNothing();
