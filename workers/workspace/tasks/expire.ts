import type { Chore } from "../chores.ts";
import { systemCall, type VerbCtx } from "../context.ts";
import { findAttempt } from "./attempt-store.ts";
import { moveAttempt } from "./attempts.ts";
import { changeTasks, type TaskChanges } from "./change.ts";
import { deleteLease, firstLeaseEnd, type LeaseRow, readExpired } from "./lease-store.ts";
import { EXPIRED_PER_STEP } from "./limits.ts";
import { readTaskNumbers } from "./store.ts";

/** Marks attempts whose lease ended as crashed, whoever asks: nobody did it but time. Again is harmless. */
export function settleExpired(asked: VerbCtx): void {
  const ctx = { ...asked, ...systemCall(asked.requestId) };
  for (;;) {
    const expired = readExpired(ctx.sql, ctx.clock.now(), EXPIRED_PER_STEP);
    if (expired.length > 0) changeTasks(ctx, (changes) => crash(changes, expired));
    if (expired.length < EXPIRED_PER_STEP) return;
  }
}

function crash(changes: TaskChanges, expired: readonly LeaseRow[]): void {
  const { sql } = changes;
  const numbers = expired.map(({ task }) => task);
  const rows = new Map(
    readTaskNumbers(sql, numbers)
      .toArray()
      .map((row) => [row.number, row]),
  );
  for (const lease of expired) {
    deleteLease(sql, lease.token);
    const row = rows.get(lease.task);
    const attempt = findAttempt(sql, lease.task, lease.attempt);
    if (row && attempt) moveAttempt(changes, row, attempt, "crashed", { at: lease.expires_at, data: { because: "lease_expired" } });
  }
}

/** Due when the first lease ends. A renewal moves no alarm: it fires at the old time, finds nothing that ended and is set again. */
export const leaseChore: Chore = { name: "settle leases", dueAt: (ctx) => firstLeaseEnd(ctx.sql), run: settleExpired };
