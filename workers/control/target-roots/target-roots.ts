import type { Page, TargetRoot } from "@cairn/sdk/schema";
import { timestamp } from "../../shared/clock.ts";
import { decodeCursor, IdCursor, toPage } from "../../shared/cursor.ts";
import { Fault, notFound } from "../../shared/errors.ts";
import { auditIfChanged } from "../audit/record.ts";
import { changesBetween, targetRootState } from "../audit/states.ts";
import type { WorkspaceCtx } from "../context.ts";
import { deleteTargetRootRow, listTargetRootRows, readTargetRoot, type TargetRootRow, upsertTargetRoot } from "./store.ts";

/** Target roots that one workspace may have. */
export const TARGET_ROOTS_MAX = 100;

const view = ({ name, uri, updatedAt }: TargetRootRow): TargetRoot => ({ name, uri, updated_at: timestamp(updatedAt) });
const placeOf = (ctx: WorkspaceCtx) => ({ orgId: ctx.org.id, workspaceId: ctx.workspace.id });

/** The places where tasks of a workspace keep their outputs, by name. */
export async function listTargetRoots({
  ctx,
  input,
}: {
  ctx: WorkspaceCtx;
  input: { cursor?: string | undefined; limit: number };
}): Promise<Page<TargetRoot>> {
  const after = input.cursor === undefined ? null : decodeCursor(input.cursor, IdCursor);
  const rows = await listTargetRootRows(ctx.db, placeOf(ctx), { after, take: input.limit + 1 });
  return toPage(rows, input.limit, (row) => row.name, view);
}

/** Sets a target root; setting the same again changes nothing. Throws `limit_reached`. */
export async function setTargetRoot({ ctx, input }: { ctx: WorkspaceCtx; input: { name: string; uri: string } }): Promise<TargetRoot> {
  const { db } = ctx;
  const place = placeOf(ctx);
  const before = await readTargetRoot(db, place, input.name);
  if (before?.uri === input.uri) return view(before);
  const now = ctx.clock.now();
  // The event does not say where it leads; the trail does, without what can hold credentials.
  const states = changesBetween(before && targetRootState(before), targetRootState(input));
  const record = recordOf(ctx, before ? "target_root.updated" : "target_root.created", input.name, states);
  const [written] = await db.batch([upsertTargetRoot(db, place, { ...input, now, max: TARGET_ROOTS_MAX }), record.statement]);
  if (written.meta.changes === 0)
    throw new Fault("limit_reached", `A workspace may have ${TARGET_ROOTS_MAX} target roots.`, {
      limit: { name: "target_roots", value: TARGET_ROOTS_MAX },
    });
  return view({ ...input, updatedAt: now });
}

/** Drops a target root; what lies there is not touched. */
export async function deleteTargetRoot({ ctx, input }: { ctx: WorkspaceCtx; input: { name: string } }): Promise<void> {
  const record = recordOf(ctx, "target_root.deleted", input.name);
  const [deleted] = await ctx.db.batch([deleteTargetRootRow(ctx.db, placeOf(ctx), input.name), record.statement]);
  if (deleted.length === 0) throw notFound("target root");
}

const recordOf = (
  ctx: WorkspaceCtx,
  action: `target_root.${"created" | "updated" | "deleted"}`,
  name: string,
  states: ReturnType<typeof changesBetween> = {},
) =>
  auditIfChanged(ctx, {
    ...states,
    action,
    orgId: ctx.org.id,
    workspaceId: ctx.workspace.id,
    target: { type: "target_root", id: name, name },
  });
