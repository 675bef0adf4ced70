import type { LogRef } from "../../control/audit/archive/store.ts";
import { endOf, headerOf, linkOf, ndjson } from "../../control/audit/chain/lines.ts";
import { listSealed } from "../../control/audit/chain/store.ts";
import type { RequestCtx } from "../../control/context.ts";
import { faultOf } from "../../shared/errors.ts";
import { readTrail } from "../../workspace/stub.ts";

/** Entries of one piece. */
export const ENTRIES_PER_SEGMENT = 2_000;
/** Events asked of a workspace at a time. */
const EVENTS_PER_CALL = 500;

/** A piece of a log as text. The same entries make the same text, whenever it is made. */
export interface Piece {
  last: number;
  text: string;
}

/** Reads a piece from a position to another one at most; null when nothing is there, `gone` when the whole log is no more. */
export const readPiece = (
  ctx: RequestCtx,
  ref: LogRef,
  range: { first: number; last: number; at: number },
): Promise<Piece | null | "gone"> => (ref.log === ref.orgId ? ofOrganization(ctx, ref, range) : ofWorkspace(ctx, ref, range));

/** An export of the positions, which `cairn audit verify` checks as any other. */
async function ofOrganization(
  ctx: RequestCtx,
  { orgId }: LogRef,
  { first, last, at }: { first: number; last: number; at: number },
): Promise<Piece | null> {
  const rows = await listSealed(ctx.db, { orgId, first, last, take: ENTRIES_PER_SEGMENT });
  const end = rows.at(-1);
  if (!end) return null;
  const links = await Promise.all(rows.map((row) => linkOf(orgId, row)));
  const header = headerOf({ orgId, now: at, first, last: end.position, filter: null, head: end });
  return { last: end.position, text: ndjson([header, ...links, endOf(links.length)]) };
}

async function ofWorkspace(
  ctx: RequestCtx,
  { orgId, log }: LogRef,
  { first, last }: { first: number; last: number },
): Promise<Piece | null | "gone"> {
  const lines: unknown[] = [];
  try {
    for (let from = first; from <= last && lines.length < ENTRIES_PER_SEGMENT; from += EVENTS_PER_CALL) {
      const events = await readTrail(ctx.env, log, { first: from, last: Math.min(last, from + EVENTS_PER_CALL - 1) });
      for (const { sequence, ...entry } of events) lines.push({ sequence, organization_id: orgId, workspace_id: log, ...entry });
      if (events.length < EVENTS_PER_CALL) break;
    }
  } catch (error) {
    if (faultOf(error)?.code === "not_found") return "gone";
    throw error;
  }
  return lines.length === 0 ? null : { last: first + lines.length - 1, text: ndjson(lines) };
}
