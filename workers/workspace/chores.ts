import { errorFields, log } from "../shared/log.ts";
import { alarmTimeFor } from "./alarm.ts";
import { blobChore } from "./blobs/expire.ts";
import { interruptChore } from "./builds/interrupt.ts";
import type { VerbCtx } from "./context.ts";
import { garbageChore } from "./garbage/collect.ts";
import { ALARM_RETRY_MS } from "./limits.ts";
import { tidyChore } from "./logs/tidy.ts";
import { offloadChore } from "./metrics/offload.ts";
import { outboxChore } from "./outbox/send.ts";
import { crashChore } from "./runs/crash.ts";
import { purgeChore } from "./runs/empty-trash.ts";
import { foldChore } from "./search/fold.ts";
import { leaseChore } from "./tasks/expire.ts";
import { taskPurgeChore } from "./tasks/purge.ts";
import { uploadChore } from "./uploads/end.ts";

/** Something that the object does by itself when its time has come. */
export interface Chore {
  name: string;
  /** When there is something to do, Unix ms; null: nothing is waiting. Cheap: it is asked after every alarm and at every wake. */
  dueAt(ctx: VerbCtx): number | null;
  /** Does some of it: so much that other requests wait for at most about 50 ms. Running it again is harmless. */
  run(ctx: VerbCtx): void | Promise<void>;
}

/** In the order they are done. */
const CHORES: readonly Chore[] = [
  crashChore,
  leaseChore,
  interruptChore,
  outboxChore,
  purgeChore,
  taskPurgeChore,
  tidyChore,
  offloadChore,
  foldChore,
  blobChore,
  uploadChore,
  garbageChore,
];

/** Sets the alarm for the next chore. A verb that makes a chore due earlier calls `ctx.wakeAt` itself. */
export function armAlarm(ctx: VerbCtx): void {
  for (const chore of CHORES) {
    const at = chore.dueAt(ctx);
    if (at !== null) ctx.wakeAt(alarmTimeFor(at, ctx.clock.now()));
  }
}

/** Does what is due. A chore that fails is told and tried again later; the others go on. */
export async function runChores(ctx: VerbCtx): Promise<void> {
  for (const chore of CHORES) {
    try {
      const at = chore.dueAt(ctx);
      if (at === null) continue;
      if (at <= ctx.clock.now()) await chore.run(ctx);
      const next = chore.dueAt(ctx);
      if (next !== null) ctx.wakeAt(alarmTimeFor(next, ctx.clock.now()));
    } catch (error) {
      log({
        level: "error",
        msg: "chore failed",
        chore: chore.name,
        request_id: ctx.requestId,
        workspace: ctx.workspaceId,
        ...errorFields(error),
      });
      ctx.wakeAt(ctx.clock.now() + ALARM_RETRY_MS);
    }
  }
}
