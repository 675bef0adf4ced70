import type { RunStatus } from "@cairn/sdk/schema";
import { Fault, notFound } from "../../shared/errors.ts";
import { transact, type VerbCtx, type VerbInput } from "../context.ts";
import { dropRunFrom } from "../experiments/store.ts";
import { TRASH_MS } from "../limits.ts";
import { isOpen } from "./status.ts";
import { readRun, writeRun } from "./store.ts";

/**
 * Moves a run to the trash, from where it can be taken back until its time is over; `purge` ends that time at once, for a run that
 * is in the trash already too. Throws `not_found`, also for a run that is in the trash, and `illegal_transition` for one that is
 * queued or running.
 */
export function deleteRun({ ctx, input: { run, purge } }: VerbInput<{ run: string; purge: boolean }>): void {
  const wasThere = trashRun(ctx, run);
  if (purge) purgeSoon(ctx, run);
  else if (!wasThere) throw notFound("run");
}

/** False when the run was in the trash already. Throws as `deleteRun` does. */
export function trashRun(ctx: VerbCtx, run: string): boolean {
  const row = readRun(ctx.sql, run);
  if (row.deleted_at !== null) return false;
  const status = row.status as RunStatus;
  if (isOpen(status)) throw new Fault("illegal_transition", `The run is ${status}; it cannot be deleted. Cancel it first.`);
  const now = ctx.clock.now();
  const purgeAt = now + TRASH_MS;
  transact(ctx, (emit) => {
    writeRun(ctx.sql, row.number, { deleted_at: now, purge_at: purgeAt });
    dropRunFrom(ctx.sql, row.experiment_number);
    ctx.columns.changed(row.number, { durable: true });
    const data = { number: row.number, name: row.name, purge_at: new Date(purgeAt).toISOString() };
    emit({ type: "run.deleted", subject: { type: "run", id: run }, data });
  });
  ctx.wakeAt(purgeAt);
  return true;
}

/** From here on nothing brings the run back; the alarm, which comes at once, drops what is left of it. */
function purgeSoon(ctx: VerbCtx, run: string): void {
  const { number } = readRun(ctx.sql, run);
  const now = ctx.clock.now();
  ctx.storage.transactionSync(() => {
    writeRun(ctx.sql, number, { purge_at: now, purging: 1 });
    ctx.columns.changed(number, { durable: true });
  });
  ctx.wakeAt(now);
}
