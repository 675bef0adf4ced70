import type { AuditEntry, AuditExportQuery, Page } from "@cairn/sdk/schema";
import { timestamp } from "../../shared/clock.ts";
import type { WorkspaceCtx } from "../context.ts";
import { endOf, ndjson } from "./chain/lines.ts";
import { ENTRY_HEADER, entryLine } from "./csv.ts";
import { wordsOf } from "./filter.ts";
import { listWorkspaceAudit } from "./of-workspace.ts";
import { auditRow } from "./record.ts";

/** What an export of a workspace says it is: it has no chain of its own, so it is none that `verifyAudit` reads. */
const FORMAT = "cairn-workspace-audit-1";
/** Entries that are read, and held in memory, at a time. */
const ENTRIES_PER_PIECE = 1_000;

/** The trail of a workspace as a file, piece by piece, newest first as the list has it. That it was exported is its first entry. */
export async function exportWorkspaceAudit({
  ctx,
  input,
}: {
  ctx: WorkspaceCtx;
  input: AuditExportQuery;
}): Promise<AsyncGenerator<string>> {
  const { format, ...criteria } = input;
  const { org, workspace } = ctx;
  const filter = wordsOf(criteria);
  await auditRow(ctx, {
    action: "audit.workspace_exported",
    orgId: org.id,
    workspaceId: workspace.id,
    target: { type: "workspace", id: workspace.id, name: workspace.name },
    data: { format, filter },
  });
  const read = (cursor: string | undefined) =>
    listWorkspaceAudit({ ctx, input: { ...criteria, limit: ENTRIES_PER_PIECE, ...(cursor === undefined ? {} : { cursor }) } });
  const header = {
    kind: "header",
    format: FORMAT,
    organization_id: org.id,
    workspace_id: workspace.id,
    exported_at: timestamp(ctx.clock.now()),
    filter,
  };
  // Read before the answer begins, so that what fails is told by its status.
  return pieces(await read(undefined));

  async function* pieces(page: Page<AuditEntry>): AsyncGenerator<string> {
    yield format === "csv" ? ENTRY_HEADER : ndjson([header]);
    let entries = 0;
    for (let next: Page<AuditEntry> | null = page; next !== null; ) {
      const { items, next_cursor }: Page<AuditEntry> = next;
      entries += items.length;
      if (items.length > 0) yield format === "csv" ? items.map(entryLine).join("") : ndjson(items);
      next = next_cursor === null ? null : await read(next_cursor);
    }
    if (format === "ndjson") yield ndjson([endOf(entries)]);
  }
}
