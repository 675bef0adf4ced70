import type { Invitation, Page } from "@cairn/sdk/schema";
import { decodeCursor, IdCursor, toPage } from "../../shared/cursor.ts";
import type { OrgCtx } from "../context.ts";
import { listInvitationRows } from "./store.ts";
import { invitationView } from "./view.ts";

/** The invitations of an organization in any state, the newest first. */
export async function listInvitations({
  ctx,
  input,
}: {
  ctx: OrgCtx;
  input: { cursor?: string | undefined; limit: number };
}): Promise<Page<Invitation>> {
  const after = input.cursor === undefined ? null : decodeCursor(input.cursor, IdCursor);
  const rows = await listInvitationRows(ctx.db, { orgId: ctx.org.id, after, take: input.limit + 1 });
  const now = ctx.clock.now();
  return toPage(
    rows,
    input.limit,
    (row) => row.id,
    (row) => invitationView(row, now),
  );
}
