import { and, eq, inArray } from "drizzle-orm";
import type { Db } from "../db.ts";
import { watches } from "../schema/index.ts";

export type WatchRow = typeof watches.$inferSelect;
type Ref = Pick<WatchRow, "orgId" | "workspaceId" | "subjectId" | "userId">;

const isRef = ({ orgId, workspaceId, subjectId, userId }: Ref) =>
  and(eq(watches.orgId, orgId), eq(watches.workspaceId, workspaceId), eq(watches.subjectId, subjectId), eq(watches.userId, userId));

export const readWatch = (db: Db, ref: Ref): Promise<WatchRow | undefined> => db.select().from(watches).where(isRef(ref)).get();

export const putWatch = (db: Db, row: WatchRow) =>
  db
    .insert(watches)
    .values(row)
    .onConflictDoUpdate({
      target: [watches.orgId, watches.workspaceId, watches.subjectId, watches.userId],
      set: { state: row.state },
    });

/** Makes somebody a watcher who has not said anything else. */
export const addWatch = (db: Db, row: WatchRow) => db.insert(watches).values(row).onConflictDoNothing();

export const deleteWatch = (db: Db, ref: Ref) => db.delete(watches).where(isRef(ref));

/** Who watches or muted some things of a workspace. */
export const listWatches = (
  db: Db,
  { orgId, workspaceId, subjectIds }: { orgId: string; workspaceId: string; subjectIds: readonly string[] },
): Promise<Pick<WatchRow, "subjectId" | "userId" | "state">[]> =>
  db
    .select({ subjectId: watches.subjectId, userId: watches.userId, state: watches.state })
    .from(watches)
    .where(and(eq(watches.orgId, orgId), eq(watches.workspaceId, workspaceId), inArray(watches.subjectId, [...subjectIds])));
