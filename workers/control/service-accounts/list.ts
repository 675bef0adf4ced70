import type { Page, ServiceAccount } from "@cairn/sdk/schema";
import { decodeCursor, IdCursor, toPage } from "../../shared/cursor.ts";
import type { OrgCtx } from "../context.ts";
import { listServiceAccountRows } from "./store.ts";
import { serviceAccountView } from "./view.ts";

/** The service accounts of an organization, oldest first. */
export async function listServiceAccounts({
  ctx,
  input,
}: {
  ctx: OrgCtx;
  input: { cursor?: string | undefined; limit: number };
}): Promise<Page<ServiceAccount>> {
  const after = input.cursor === undefined ? null : decodeCursor(input.cursor, IdCursor);
  const rows = await listServiceAccountRows(ctx.db, { orgId: ctx.org.id, after, take: input.limit + 1, now: ctx.clock.now() });
  return toPage(rows, input.limit, (row) => row.id, serviceAccountView);
}
