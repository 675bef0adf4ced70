import { auditSegmentKey } from "../../blobs/keys.ts";
import { auditRow } from "../../control/audit/record.ts";
import {
  announceDrop,
  deleteDropped,
  isDropRefused,
  markDropped,
  readDroppedTo,
  readOpenDrop,
  readPieceFrom,
  readRetention,
} from "../../control/audit/retention/store.ts";
import type { RequestCtx } from "../../control/context.ts";
import { DAY_MS } from "../../shared/clock.ts";

/** Pieces dropped in one run; the next day goes on. */
const PIECES_PER_RUN = 50;

/**
 * Drops the entries of an organization that are older than it keeps them, by whole pieces as they lie in R2, and those. It is announced first,
 * in one batch with the audit row that tells of it; then entries and file go. Their hashes stay, so the rest still has what it follows. A
 * run that dies anywhere is finished by the next.
 */
export async function dropOldAudit({ ctx, orgId }: { ctx: RequestCtx; orgId: string }): Promise<void> {
  for (let dropped = 0; dropped < PIECES_PER_RUN; dropped++) {
    const open = await readOpenDrop(ctx.db, orgId);
    if (!open) {
      if (!(await announceNext(ctx, orgId))) return;
      continue;
    }
    await deleteDropped(ctx.db, open);
    await ctx.env.BLOBS.delete(auditSegmentKey(orgId, open.first, open.last));
    await markDropped(ctx.db, open, ctx.clock.now());
  }
}

async function announceNext(ctx: RequestCtx, orgId: string): Promise<boolean> {
  const days = await readRetention(ctx.db, orgId);
  if (days === null) return false;
  const piece = await readPieceFrom(ctx.db, { orgId, first: (await readDroppedTo(ctx.db, orgId)) + 1 });
  const now = ctx.clock.now();
  if (!piece || piece.newestAt > now - days * DAY_MS) return false;
  const { first, last, sha256 } = piece;
  try {
    await ctx.db.batch([
      announceDrop(ctx.db, { orgId, first, last, now }),
      auditRow(ctx, { action: "audit.dropped", orgId, target: { type: "organization", id: orgId }, data: { first, last, sha256 } }),
    ]);
    return true;
  } catch (error) {
    if (!isDropRefused(error)) throw error;
    return false;
  }
}
