import type { OrganizationWithRole, Page } from "@cairn/sdk/schema";
import { decodeCursor, IdCursor, toPage } from "../../shared/cursor.ts";
import type { CallerCtx } from "../context.ts";
import { listOrganizationRows } from "./store.ts";
import { organizationView } from "./view.ts";

/** The organizations that the caller belongs to and its credential is for, oldest first. */
export async function listOrganizations({
  ctx,
  input,
}: {
  ctx: CallerCtx;
  input: { cursor?: string | undefined; limit: number };
}): Promise<Page<OrganizationWithRole>> {
  const { actor, orgId } = ctx.caller;
  const after = input.cursor === undefined ? null : decodeCursor(input.cursor, IdCursor);
  const rows = await listOrganizationRows(ctx.db, { actor, onlyId: orgId, after, take: input.limit + 1 });
  return toPage(rows, input.limit, (row) => row.id, organizationView);
}
