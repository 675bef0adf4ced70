import type { Page, Workspace } from "@cairn/sdk/schema";
import { decodeCursor, IdCursor, toPage } from "../../shared/cursor.ts";
import { workspaceRoleOf } from "../access/authorize.ts";
import type { OrgCtx } from "../context.ts";
import { listWorkspaceRows } from "./store.ts";
import { workspaceView } from "./view.ts";

/** The workspaces of an organization that the caller's credential is for, each with the caller's role, oldest first. */
export async function listWorkspaces({
  ctx,
  input,
}: {
  ctx: OrgCtx;
  input: { cursor?: string | undefined; limit: number };
}): Promise<Page<Workspace>> {
  const rows = await listWorkspaceRows(ctx.db, {
    orgId: ctx.org.id,
    actorId: ctx.caller.actor.id,
    onlyIds: ctx.caller.workspaceIds,
    after: input.cursor === undefined ? null : decodeCursor(input.cursor, IdCursor),
    take: input.limit + 1,
  });
  return toPage(
    rows,
    input.limit,
    (row) => row.id,
    (row) => workspaceView(row, workspaceRoleOf(ctx.role, row.override)),
  );
}
