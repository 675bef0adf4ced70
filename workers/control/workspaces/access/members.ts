import type { Page, WorkspaceMember, WorkspaceRole } from "@cairn/sdk/schema";
import { decodeCursor, toPage } from "../../../shared/cursor.ts";
import { Fault, notFound } from "../../../shared/errors.ts";
import { workspaceRoleOf } from "../../access/authorize.ts";
import { forgetAccess } from "../../access/cache.ts";
import { auditIfChanged } from "../../audit/record.ts";
import type { WorkspaceCtx } from "../../context.ts";
import { MemberCursor } from "../../members/list.ts";
import { deleteOverride, listWorkspaceMemberRows, readWorkspaceMember, upsertOverride, type WorkspaceMemberRow } from "./store.ts";

const placeOf = (ctx: WorkspaceCtx) => ({ orgId: ctx.org.id, workspaceId: ctx.workspace.id });
const isAdminEverywhere = (row: WorkspaceMemberRow) => row.organizationRole === "owner" || row.organizationRole === "admin";

const view = (row: WorkspaceMemberRow): WorkspaceMember => ({
  user_id: row.userId,
  name: row.name,
  email: row.email,
  role: workspaceRoleOf(row.organizationRole, row.override),
  overridden: row.override !== null && !isAdminEverywhere(row),
});

/** The members of the organization with the role that each has in this workspace, the longest members first. */
export async function listWorkspaceMembers({
  ctx,
  input,
}: {
  ctx: WorkspaceCtx;
  input: { cursor?: string | undefined; limit: number };
}): Promise<Page<WorkspaceMember>> {
  const after = input.cursor === undefined ? null : decodeCursor(input.cursor, MemberCursor);
  const rows = await listWorkspaceMemberRows(ctx.db, placeOf(ctx), { after, take: input.limit + 1 });
  return toPage(rows, input.limit, (row) => [row.joinedAt, row.userId], view);
}

/**
 * Gives a member another role in this workspace than the organization role brings. Throws `illegal_transition` for owners and admins:
 * they are admins of every workspace.
 */
export async function setWorkspaceRole({
  ctx,
  input,
}: {
  ctx: WorkspaceCtx;
  input: { userId: string; role: WorkspaceRole };
}): Promise<WorkspaceMember> {
  const member = await requireOverridable(ctx, input.userId);
  if (member.override === input.role) return view(member);
  const record = recordOf(ctx, member, "workspace_member.role_set", { from: member.override, to: input.role });
  const [written] = await ctx.db.batch([upsertOverride(ctx.db, placeOf(ctx), { ...input, now: ctx.clock.now() }), record.statement]);
  forgetAccess();
  if (written.meta.changes === 0) {
    await requireOverridable(ctx, input.userId);
    throw notFound("workspace");
  }
  return view({ ...member, override: input.role });
}

/** Gives a member back the role that the organization role brings; nothing happens when there was no other. */
export async function clearWorkspaceRole({ ctx, input }: { ctx: WorkspaceCtx; input: { userId: string } }): Promise<void> {
  const member = await readWorkspaceMember(ctx.db, placeOf(ctx), input.userId);
  if (!member) throw notFound("member");
  const record = recordOf(ctx, member, "workspace_member.role_cleared", { from: member.override });
  await ctx.db.batch([deleteOverride(ctx.db, placeOf(ctx), member.userId), record.statement]);
  forgetAccess();
}

async function requireOverridable(ctx: WorkspaceCtx, userId: string): Promise<WorkspaceMemberRow> {
  const member = await readWorkspaceMember(ctx.db, placeOf(ctx), userId);
  if (!member) throw notFound("member");
  if (isAdminEverywhere(member))
    throw new Fault(
      "illegal_transition",
      `${member.name} is ${member.organizationRole} of the organization and so admin of every workspace. Change the organization role first.`,
    );
  return member;
}

const recordOf = (
  ctx: WorkspaceCtx,
  member: WorkspaceMemberRow,
  action: "workspace_member.role_set" | "workspace_member.role_cleared",
  data: { from: WorkspaceRole | null; to?: WorkspaceRole },
) =>
  auditIfChanged(ctx, {
    action,
    orgId: ctx.org.id,
    workspaceId: ctx.workspace.id,
    target: { type: "user", id: member.userId, name: member.name },
    data,
    before: { role: data.from },
    after: { role: data.to ?? null },
  });
