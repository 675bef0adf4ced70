import { genesisHash, linkHash } from "@cairn/sdk/audit";
import type { RequestCtx } from "../../context.ts";
import { listAuditAfter } from "../store.ts";
import { auditView } from "../view.ts";
import { insertPlaces, isPlaceTaken, type Place, readHead } from "./store.ts";

/** Rows sealed in one go. */
const ROWS_PER_SEAL = 500;
/** How often somebody else may be first before it is given up; each time the chain has grown. */
const TRIES_MAX = 20;

/**
 * Gives every audit row of an organization that has none its place in the chain. Two who do it at once make the same hashes: the
 * database lets one of them have the places, and the other goes on from there. Answers the chain's end; null when it has none.
 */
export async function sealAudit(ctx: Pick<RequestCtx, "db">, orgId: string): Promise<Place | null> {
  for (let lost = 0; lost < TRIES_MAX; ) {
    const head = await readHead(ctx.db, orgId);
    const rows = await listAuditAfter(ctx.db, { orgId, after: head?.sequence ?? 0, take: ROWS_PER_SEAL });
    if (rows.length === 0) return head;
    const places: Place[] = [];
    let position = head?.position ?? 0;
    let previous = head?.hash ?? (await genesisHash(orgId));
    for (const row of rows) {
      position += 1;
      previous = await linkHash({ position, previous, entry: { ...auditView(row) } });
      places.push({ position, sequence: row.sequence, hash: previous });
    }
    try {
      await insertPlaces(ctx.db, orgId, places);
      if (rows.length < ROWS_PER_SEAL) return places.at(-1) ?? head;
    } catch (error) {
      if (!isPlaceTaken(error)) throw error;
      lost += 1;
    }
  }
  throw new Error(`others sealed the audit trail ${TRIES_MAX} times in a row`);
}
