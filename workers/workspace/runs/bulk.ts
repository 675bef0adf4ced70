import type { BulkEdit, BulkResult } from "@cairn/sdk/schema";
import { faultOf } from "../../shared/errors.ts";
import { transact, type VerbCtx, type VerbInput } from "../context.ts";
import { BULK_CHUNK } from "../limits.ts";
import { trashRun } from "./delete.ts";
import { endRun } from "./finish.ts";
import { mergeIntoRun, type RunPatch } from "./patch.ts";
import { takeBack } from "./restore.ts";
import { wasDeleted } from "./store.ts";

/**
 * Makes one change to many runs, each by itself: one that is refused is told with its reason, and the others are changed. Again is
 * harmless: a run that is as asked already counts as changed.
 */
export async function editRuns({ ctx, input }: VerbInput<BulkEdit>): Promise<BulkResult> {
  const result: BulkResult = { changed: [], failed: [] };
  for (const [i, run] of [...new Set(input.runs)].entries()) {
    // Lets the requests in that wait.
    if (i > 0 && i % BULK_CHUNK === 0) await scheduler.wait(0);
    try {
      editRun(ctx, run, input.change);
      result.changed.push(run);
    } catch (error) {
      const fault = faultOf(error);
      if (!fault) throw error;
      result.failed.push({ run, code: fault.code, detail: fault.detail });
    }
  }
  return result;
}

function editRun(ctx: VerbCtx, run: string, change: BulkEdit["change"]): void {
  if (change.kind === "cancel") endRun(ctx, run, { status: "cancelled" });
  else if (change.kind === "restore") takeBack(ctx, run);
  else if (change.kind !== "delete") transact(ctx, (emit) => mergeIntoRun(ctx, emit, run, patchOf(change)));
  else if (!wasDeleted(ctx.sql, run)) trashRun(ctx, run);
}

function patchOf(change: Exclude<BulkEdit["change"], { kind: "cancel" | "restore" | "delete" }>): RunPatch {
  switch (change.kind) {
    case "tag":
      return { tags: change.tags, remove_tags: change.remove_tags };
    case "group":
      return { group: change.group };
    case "move":
      return { experiment: change.experiment };
    default:
      return { archived: change.kind === "archive" };
  }
}
