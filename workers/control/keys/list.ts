import type { ApiKey, Page } from "@cairn/sdk/schema";
import { decodeCursor, IdCursor, toPage } from "../../shared/cursor.ts";
import type { OrgCtx } from "../context.ts";
import { managesAllKeys, requireReachesKeys } from "./reach.ts";
import { listKeyRows } from "./store.ts";
import { keyView } from "./view.ts";

/**
 * The keys that the caller may manage, the newest first: all of the organization for owners and admins, else its own. Throws what
 * `requireReachesKeys` throws.
 */
export async function listKeys({
  ctx,
  input,
}: {
  ctx: OrgCtx;
  input: { cursor?: string | undefined; limit: number };
}): Promise<Page<ApiKey>> {
  requireReachesKeys(ctx);
  const rows = await listKeyRows(ctx.db, {
    orgId: ctx.org.id,
    ownerId: managesAllKeys(ctx) ? null : ctx.caller.actor.id,
    after: input.cursor === undefined ? null : decodeCursor(input.cursor, IdCursor),
    take: input.limit + 1,
  });
  return toPage(rows, input.limit, (row) => row.id, keyView);
}
