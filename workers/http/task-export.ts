import type { ExportTasks, TaskExportLine } from "@cairn/sdk/schema";
import type { WorkspaceCtx } from "../control/context.ts";
import { timestamp } from "../shared/clock.ts";
import { workspaceOf } from "../workspace/stub.ts";

/** Tasks that the object is asked for at once; it answers with as many as fit. */
const TASKS_PER_PIECE = 200;

/** Lines of an export, piece by piece. Throws `invalid_request`, `limit_reached` before the first. */
export async function exportLines(ctx: WorkspaceCtx, { tasks, events, assets }: ExportTasks): Promise<AsyncGenerator<string>> {
  const workspace = workspaceOf(ctx);
  const { numbers } = await workspace.call("taskExportPlan", { tasks });
  return (async function* () {
    const head: TaskExportLine = { kind: "export", format: 1, roots: tasks, exported_at: timestamp(ctx.clock.now()) };
    yield `${JSON.stringify(head)}\n`;
    for (let i = 0, skip = 0; i < numbers.length; ) {
      const piece = await workspace.call("taskExportRead", { numbers: numbers.slice(i, i + TASKS_PER_PIECE), skip, events, assets });
      yield piece.text;
      i += piece.tasks;
      skip = piece.skip;
    }
  })();
}
