import { genesisHash } from "@cairn/sdk/audit";
import type { AuditExportQuery } from "@cairn/sdk/schema";
import type { OrgCtx } from "../context.ts";
import { endOf, headerOf, linkOf, ndjson } from "./chain/lines.ts";
import { sealAudit } from "./chain/seal.ts";
import { listSealed, readSpan } from "./chain/store.ts";
import { LINK_HEADER, linkLine } from "./csv.ts";
import { rowFilterOf, wordsOf } from "./filter.ts";
import { auditRow } from "./record.ts";
import { readDroppedTo } from "./retention/store.ts";
import { fits } from "./store.ts";

/** Rows that are read, and held in memory, at a time. */
const ROWS_PER_PIECE = 500;

/**
 * The trail as a file, piece by piece: as NDJSON with its chain, or as CSV. That it was exported is the last entry of it. A span of time
 * covers every position between its first and its last entry, so that the chain has no gap.
 */
export async function exportAudit({ ctx, input }: { ctx: OrgCtx; input: AuditExportQuery }): Promise<AsyncGenerator<string>> {
  const { from, to, format, ...asked } = input;
  const orgId = ctx.org.id;
  const range = await readRange(ctx, input);
  const filter = wordsOf(asked);
  await auditRow(ctx, {
    action: "audit.exported",
    orgId,
    target: { type: "organization", id: orgId, name: ctx.org.name },
    data: { format, ...range, filter },
  });
  const sealed = await sealAudit(ctx, orgId);
  const head = sealed ?? { position: 0, hash: await genesisHash(orgId) };
  // The row that was written just now belongs to an export that goes up to now.
  const last = to === undefined ? head.position : range.last;
  const where = filter && fits(rowFilterOf({ ...input, from: undefined, to: undefined }));
  const now = ctx.clock.now();
  return pieces();

  async function* pieces(): AsyncGenerator<string> {
    yield format === "csv" ? LINK_HEADER : ndjson([headerOf({ orgId, now, first: range.first, last, filter, head })]);
    let entries = 0;
    for (let first = range.first; first <= last; ) {
      const rows = await listSealed(ctx.db, { orgId, first, last, take: ROWS_PER_PIECE, where: where ?? undefined });
      const links = await Promise.all(rows.map((row) => linkOf(orgId, row)));
      entries += links.length;
      if (links.length > 0) yield format === "csv" ? links.map(linkLine).join("") : ndjson(links);
      if (rows.length < ROWS_PER_PIECE) break;
      first = (rows.at(-1)?.position ?? last) + 1;
    }
    if (format === "ndjson") yield ndjson([endOf(entries)]);
  }
}

/** The positions that are asked for, of what is written by now; `last` is before `first` when there are none. */
async function readRange(ctx: OrgCtx, { from, to }: AuditExportQuery): Promise<{ first: number; last: number }> {
  const head = await sealAudit(ctx, ctx.org.id);
  const all = { first: (await readDroppedTo(ctx.db, ctx.org.id)) + 1, last: head?.position ?? 0 };
  if (from === undefined && to === undefined) return all;
  const span = await readSpan(ctx.db, {
    orgId: ctx.org.id,
    from: from === undefined ? null : Date.parse(from),
    to: to === undefined ? null : Date.parse(to),
  });
  return span ?? { first: all.last + 1, last: all.last };
}
