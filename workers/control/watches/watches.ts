import type { SetWatch, Watch } from "@cairn/sdk/schema";
import { Fault, notFound } from "../../shared/errors.ts";
import { workspaceOf } from "../../workspace/stub.ts";
import type { WorkspaceCtx } from "../context.ts";
import { deleteWatch, putWatch, readWatch } from "./store.ts";

/** The thing that is watched, if the caller may see it: a run, an experiment, or the workspace itself. Throws `not_found`. */
async function openSubject(ctx: WorkspaceCtx, subject: string) {
  if (ctx.caller.actor.type !== "user") throw new Fault("insufficient_scope", "Only people watch: a service account reads nothing.");
  const ref = { orgId: ctx.org.id, workspaceId: ctx.workspace.id, userId: ctx.caller.actor.id };
  if (subject === ctx.workspace.id) return { ...ref, subjectId: subject };
  if (subject.startsWith("run_")) return { ...ref, subjectId: (await workspaceOf(ctx).call("runGet", { run: subject })).id };
  if (subject.startsWith("exp_")) return { ...ref, subjectId: (await workspaceOf(ctx).call("experimentGet", { experiment: subject })).id };
  throw notFound("run");
}

/** Whether the caller hears of a run, an experiment or the workspace. Throws `not_found`. */
export async function getWatch({ ctx, input }: { ctx: WorkspaceCtx; input: { subject: string } }): Promise<Watch> {
  const ref = await openSubject(ctx, input.subject);
  const row = await readWatch(ctx.db, ref);
  return { subject_id: ref.subjectId, state: row?.state ?? "default" };
}

/** Watches or mutes it for the caller. Throws `not_found`, and `invalid_request` for watching a whole workspace. */
export async function setWatch({ ctx, input }: { ctx: WorkspaceCtx; input: SetWatch & { subject: string } }): Promise<Watch> {
  const ref = await openSubject(ctx, input.subject);
  if (ref.subjectId === ctx.workspace.id && input.state === "watching")
    throw new Fault("invalid_request", "A workspace can be muted but not watched: watch its experiments.", {
      errors: [{ path: "body.state", rule: "invalid_value", message: "must be muted" }],
    });
  await putWatch(ctx.db, { ...ref, state: input.state, createdAt: ctx.clock.now() });
  return { subject_id: ref.subjectId, state: input.state };
}

/** Goes back to hearing of what concerns oneself. Throws `not_found`. */
export async function clearWatch({ ctx, input }: { ctx: WorkspaceCtx; input: { subject: string } }): Promise<void> {
  await deleteWatch(ctx.db, await openSubject(ctx, input.subject));
}
