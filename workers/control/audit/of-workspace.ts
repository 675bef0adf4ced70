import type { AuditEntry, AuditQuery, Page } from "@cairn/sdk/schema";
import { z } from "zod";
import { decodeCursor, encodeCursor } from "../../shared/cursor.ts";
import { workspaceOf } from "../../workspace/stub.ts";
import type { WorkspaceCtx } from "../context.ts";
import { rowFilterOf } from "./filter.ts";
import { listAuditRows } from "./store.ts";
import { auditView } from "./view.ts";

/** How far each of the two sources was told: null where nothing of it was yet. */
const BothCursor = z.object({
  row: z.object({ at: z.number().int(), sequence: z.number().int() }).nullable(),
  sequence: z.number().int().nullable(),
});
type Both = z.infer<typeof BothCursor>;

/**
 * What happened in a workspace and to it, the newest first: its own events, and the rows of the organization that are about it. Both are in
 * order by themselves, so a page is what comes first of either.
 */
export async function listWorkspaceAudit({ ctx, input }: { ctx: WorkspaceCtx; input: AuditQuery }): Promise<Page<AuditEntry>> {
  const { cursor, limit, ...filter } = input;
  const place = { organization_id: ctx.org.id, workspace_id: ctx.workspace.id };
  const from: Both = cursor === undefined ? { row: null, sequence: null } : decodeCursor(cursor, BothCursor);
  const [rows, events] = await Promise.all([
    listAuditRows(ctx.db, {
      orgId: ctx.org.id,
      ...rowFilterOf(filter),
      workspaceId: ctx.workspace.id,
      before: from.row,
      take: limit + 1,
    }),
    workspaceOf(ctx).call("trailSearch", { filter, before: from.sequence, limit }),
  ]);
  const items: AuditEntry[] = [];
  const told = { ...from };
  let [r, e] = [0, 0];
  while (items.length < limit) {
    const row = rows[r];
    const event = events.items[e];
    // Events of which more wait than were read must not be passed by older rows.
    if (!event && events.isMore) break;
    if (row && (!event || row.row.at >= Date.parse(event.at))) {
      items.push({ ...auditView(row.row), position: row.position });
      told.row = { at: row.row.at, sequence: row.row.sequence };
      r += 1;
    } else if (event) {
      const { sequence, ...entry } = event;
      items.push({ ...entry, ...place, position: null });
      told.sequence = sequence;
      e += 1;
    } else break;
  }
  const isMore = r < rows.length || e < events.items.length || events.isMore;
  return { items, next_cursor: isMore ? encodeCursor(told) : null };
}
