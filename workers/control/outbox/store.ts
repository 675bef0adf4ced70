import { and, eq, gt, inArray, lt, sql } from "drizzle-orm";
import type { Db } from "../db.ts";
import { members, organizationOutbox } from "../schema/index.ts";

/** Sequence of the last audit row of an organization whose event was handed on; 0: none was. */
export async function readDoneTo(db: Db, orgId: string): Promise<number> {
  const row = await db
    .select({ doneTo: organizationOutbox.doneTo })
    .from(organizationOutbox)
    .where(eq(organizationOutbox.orgId, orgId))
    .get();
  return row?.doneTo ?? 0;
}

/** Organizations that people belong to. */
export async function listOrganizationsOf(db: Db, userIds: readonly string[]): Promise<string[]> {
  const rows = await db
    .selectDistinct({ orgId: members.orgId })
    .from(members)
    .where(inArray(members.userId, [...userIds]));
  return rows.map(({ orgId }) => orgId);
}

/** Moves the mark of an organization on, never back: two who hand on the same rows at once do no harm. */
export async function moveDoneTo(db: Db, { orgId, doneTo, now }: { orgId: string; doneTo: number; now: number }): Promise<void> {
  await db
    .update(organizationOutbox)
    .set({ doneTo, waitingSince: now })
    .where(and(eq(organizationOutbox.orgId, orgId), lt(organizationOutbox.doneTo, doneTo)));
}

/** Organizations whose events have waited since before a time, the longest waiting first. */
export async function listWaiting(db: Db, { before, take }: { before: number; take: number }): Promise<string[]> {
  const rows = await db
    .select({ orgId: organizationOutbox.orgId })
    .from(organizationOutbox)
    .where(and(gt(organizationOutbox.lastSequence, organizationOutbox.doneTo), sql`${organizationOutbox.waitingSince} <= ${before}`))
    .orderBy(organizationOutbox.waitingSince)
    .limit(take);
  return rows.map(({ orgId }) => orgId);
}
