import type { AuditEntry, AuditQuery, Page } from "@cairn/sdk/schema";
import { z } from "zod";
import { decodeCursor, toPage } from "../../shared/cursor.ts";
import type { OrgCtx } from "../context.ts";
import { rowFilterOf } from "./filter.ts";
import { listAuditRows } from "./store.ts";
import { auditView } from "./view.ts";

/** The time and sequence of a page's last entry. */
const AuditCursor = z.object({ at: z.number().int(), sequence: z.number().int() });

/** What happened in an organization, the newest first, as far as it fits the filter. */
export async function listAudit({ ctx, input }: { ctx: OrgCtx; input: AuditQuery }): Promise<Page<AuditEntry>> {
  const rows = await listAuditRows(ctx.db, {
    orgId: ctx.org.id,
    ...rowFilterOf(input),
    before: input.cursor === undefined ? null : decodeCursor(input.cursor, AuditCursor),
    take: input.limit + 1,
  });
  return toPage(
    rows,
    input.limit,
    ({ row }) => ({ at: row.at, sequence: row.sequence }),
    ({ row, position }) => ({ ...auditView(row), position }),
  );
}
