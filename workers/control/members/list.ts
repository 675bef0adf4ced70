import type { Member, Page } from "@cairn/sdk/schema";
import { z } from "zod";
import { decodeCursor, toPage } from "../../shared/cursor.ts";
import type { OrgCtx } from "../context.ts";
import { listMemberRows } from "./store.ts";
import { memberView } from "./view.ts";

/** When the last member of a page joined, and its id for those who joined at the same moment. */
export const MemberCursor = z.tuple([z.number().int(), z.string().max(64)]);

/** The members of an organization, the longest ones first. */
export async function listMembers({
  ctx,
  input,
}: {
  ctx: OrgCtx;
  input: { cursor?: string | undefined; limit: number };
}): Promise<Page<Member>> {
  const after = input.cursor === undefined ? null : decodeCursor(input.cursor, MemberCursor);
  const rows = await listMemberRows(ctx.db, { orgId: ctx.org.id, after, take: input.limit + 1 });
  return toPage(rows, input.limit, (row) => [row.joinedAt, row.userId], memberView);
}
