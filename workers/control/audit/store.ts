import { and, desc, eq, lt } from "drizzle-orm";
import type { Db } from "../db.ts";
import { audit } from "../schema.ts";

export type AuditRow = typeof audit.$inferSelect;

export interface AuditFilter {
  orgId: string;
  action: string | null;
  actorId: string | null;
  targetId: string | null;
  after: string | null;
  take: number;
}

/** Audit rows of an organization, the newest first (ids sort by time). */
export const listAuditRows = (db: Db, { orgId, action, actorId, targetId, after, take }: AuditFilter): Promise<AuditRow[]> =>
  db
    .select()
    .from(audit)
    .where(
      and(
        eq(audit.orgId, orgId),
        action === null ? undefined : eq(audit.action, action),
        actorId === null ? undefined : eq(audit.actorId, actorId),
        targetId === null ? undefined : eq(audit.targetId, targetId),
        after === null ? undefined : lt(audit.id, after),
      ),
    )
    .orderBy(desc(audit.id))
    .limit(take);
