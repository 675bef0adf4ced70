import type { RunDetail, RunStatus, StartRun } from "@cairn/sdk/schema";
import { transact, type VerbInput } from "../context.ts";
import { requireRoom } from "../space.ts";
import { provenanceOf } from "./provenance.ts";
import { readRunDetail } from "./rows.ts";
import { requireMove } from "./status.ts";
import { readLivingRun, writeHeartbeat, writeProvenance, writeRun } from "./store.ts";
import { parseTimestamp } from "./time.ts";

/**
 * Starts a queued run, or the next attempt of one that ended; a running one is answered as it is, so a repeated start makes no
 * second attempt. Throws `not_found`, `limit_reached`, `payload_too_large`.
 */
export function startRun({ ctx, input: { run, start } }: VerbInput<{ run: string; start: StartRun }>): RunDetail {
  const { sql } = ctx;
  const row = readLivingRun(sql, run);
  const from = row.status as RunStatus;
  if (from === "running") return readRunDetail(ctx, run);
  requireMove(from, "running");
  requireRoom(sql);
  const now = ctx.clock.now();
  const startedAt = parseTimestamp(start.started_at, "body.started_at") ?? now;
  const provenance = start.environment && provenanceOf(start.environment);
  const isFirst = from === "queued";
  const attempt = isFirst ? row.attempt : row.attempt + 1;
  transact(ctx, (emit) => {
    writeRun(sql, row.number, { status: "running", attempt, started_at: startedAt, finished_at: null, error: null });
    writeHeartbeat(sql, row.number, now);
    if (provenance) writeProvenance(sql, row.number, provenance);
    ctx.columns.changed(row.number, { durable: true });
    const subject = { type: "run", id: run } as const;
    if (isFirst) emit({ type: "run.started", subject, data: { attempt } });
    else emit({ type: "run.resumed", subject, data: { attempt, from } });
  });
  ctx.wakeAt(now + row.heartbeat_timeout_ms);
  return readRunDetail(ctx, run);
}
