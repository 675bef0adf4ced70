import { and, eq, gt, sql } from "drizzle-orm";
import type { Db } from "../db.ts";
import { targetRoots } from "../schema/index.ts";

export interface TargetRootRow {
  name: string;
  uri: string;
  updatedAt: number;
}

interface Place {
  orgId: string;
  workspaceId: string;
}

const columns = { name: targetRoots.name, uri: targetRoots.uri, updatedAt: targetRoots.updatedAt };
const inPlace = ({ orgId, workspaceId }: Place) => and(eq(targetRoots.orgId, orgId), eq(targetRoots.workspaceId, workspaceId));

/** Target roots of a workspace by name. */
export const listTargetRootRows = (
  db: Db,
  place: Place,
  { after, take }: { after: string | null; take: number },
): Promise<TargetRootRow[]> =>
  db
    .select(columns)
    .from(targetRoots)
    .where(and(inPlace(place), after === null ? undefined : gt(targetRoots.name, after)))
    .orderBy(targetRoots.name)
    .limit(take);

export async function readTargetRoot(db: Db, place: Place, name: string): Promise<TargetRootRow | null> {
  return (
    (await db
      .select(columns)
      .from(targetRoots)
      .where(and(inPlace(place), eq(targetRoots.name, name)))
      .get()) ?? null
  );
}

/** Sets a target root of a living workspace; a new one only while there is room. */
export const upsertTargetRoot = (db: Db, place: Place, row: { name: string; uri: string; now: number; max: number }) =>
  db.run(sql`
    INSERT INTO target_roots (org_id, workspace_id, name, uri, updated_at)
    SELECT org_id, id, ${row.name}, ${row.uri}, ${row.now} FROM workspaces
    WHERE org_id = ${place.orgId} AND id = ${place.workspaceId} AND deleted_at IS NULL
      AND (SELECT COUNT(*) FROM target_roots t WHERE t.org_id = ${place.orgId} AND t.workspace_id = ${place.workspaceId} AND t.name <> ${row.name}) < ${row.max}
    ON CONFLICT (org_id, workspace_id, name) DO UPDATE SET uri = excluded.uri, updated_at = excluded.updated_at`);

export const deleteTargetRootRow = (db: Db, place: Place, name: string) =>
  db
    .delete(targetRoots)
    .where(and(inPlace(place), eq(targetRoots.name, name)))
    .returning({ name: targetRoots.name });
