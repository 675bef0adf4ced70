import { and, eq, isNull } from "drizzle-orm";
import type { Db } from "../db.ts";
import { connections, organizations } from "../schema/index.ts";

/** A living organization's connection that is not disabled. */
export async function readConnectionRow(db: Db, id: string): Promise<typeof connections.$inferSelect | null> {
  const row = await db
    .select({ connection: connections })
    .from(connections)
    .innerJoin(organizations, and(eq(organizations.id, connections.orgId), isNull(organizations.deletedAt)))
    .where(and(eq(connections.id, id), isNull(connections.disabledAt)))
    .get();
  return row?.connection ?? null;
}
