import type { LogAccepted, LogBatch, RunStatus } from "@cairn/sdk/schema";
import { Fault, notFound } from "../../shared/errors.ts";
import { armAlarm } from "../chores.ts";
import { transact, type VerbInput } from "../context.ts";
import { METRICS_PER_RUN_MAX, ROW_MAX_BYTES, WRITERS_PER_RUN_MAX } from "../limits.ts";
import { appendLines } from "../logs/append.ts";
import { addMedia } from "../media/add.ts";
import { mergeIntoRun } from "../runs/patch.ts";
import { resumeRun } from "../runs/resume.ts";
import { acceptsPoints } from "../runs/status.ts";
import { limitReached, requireRoom } from "../space.ts";
import { packColumns } from "./codec.ts";
import { countWriters, insertBatch, readLastSequence, readLoggedRun, writeLastSequence, writeProgress } from "./store.ts";
import { addPoints, parseSummaries, stringifySummaries } from "./summary.ts";
import { fromMetricValue } from "./value.ts";

/**
 * Takes a batch of a writer exactly once: one it has already is answered as before, one that comes too early throws
 * `sequence_gap`. A crashed run goes on; a cancelled one still takes what its process had to say; one that ended by its own word
 * throws `illegal_transition`. Throws `not_found`, `limit_reached` and `payload_too_large` too.
 */
export function logBatch({ ctx, input: { run: runId, batch } }: VerbInput<{ run: string; batch: LogBatch }>): LogAccepted {
  const { sql } = ctx;
  const run = readLoggedRun(sql, runId);
  if (!run || run.deleted_at !== null) throw notFound("run");
  let status = run.status as RunStatus;
  const last = readLastSequence(sql, run.number, batch.writer);
  if (batch.sequence <= last) return { sequence: batch.sequence, duplicate: true, status };
  if (batch.sequence > last + 1) throw sequenceGap(last + 1, batch.sequence);
  if (!acceptsPoints(status)) throw new Fault("illegal_transition", `The run is ${status}; it takes no more points.`);
  requireRoom(sql);
  if (last === 0 && countWriters(sql, run.number) >= WRITERS_PER_RUN_MAX) throw limitReached("writers_per_run", WRITERS_PER_RUN_MAX);

  const columns = batch.metrics.map((column) => ({ ...column, values: column.values.map(fromMetricValue) }));
  const summaries = parseSummaries(run.metrics);
  for (const { key, steps, values } of columns) summaries.set(key, addPoints(summaries.get(key), steps, values));
  if (summaries.size > METRICS_PER_RUN_MAX) throw limitReached("metrics_per_run", METRICS_PER_RUN_MAX);
  const packed = columns.length > 0 ? packColumns(columns) : null;
  const metrics = stringifySummaries(summaries);
  if ((packed && packed.length > ROW_MAX_BYTES) || new TextEncoder().encode(metrics).length > ROW_MAX_BYTES)
    throw new Fault("payload_too_large", "The names of these metrics are too long to be stored together.", {
      limit: { name: "row_bytes", value: ROW_MAX_BYTES },
    });

  const before = status;
  const points = columns.reduce((n, column) => n + column.steps.length, 0);
  const lines = transact(ctx, (emit) => {
    if (packed) insertBatch(sql, run.number, points, packed);
    writeLastSequence(sql, run.number, batch.writer, batch.sequence);
    writeProgress(sql, run.number, { metrics, now: ctx.clock.now() });
    ctx.columns.changed(run.number, { durable: true });
    if (status === "crashed") status = resumeRun(ctx, emit, runId);
    const { params, tags, summary } = batch;
    if (params || tags || summary) mergeIntoRun(ctx, emit, runId, { params, tags, summary });
    addMedia(ctx, { runId, runNumber: run.number }, batch.media ?? []);
    return appendLines(ctx, run.number, batch.lines ?? []);
  });
  if (status !== before) armAlarm(ctx);
  if (points > 0) ctx.live.sendToWatchers(runId, "points", () => ({ kind: "points", run_id: runId, status, metrics: batch.metrics }));
  if (lines.length > 0) ctx.live.sendToWatchers(runId, "lines", () => ({ kind: "lines", run_id: runId, lines }));
  return { sequence: batch.sequence, duplicate: false, status };
}

function sequenceGap(expected: number, got: number): Fault {
  const message = `must be ${expected}: batches from there to ${got - 1} have not arrived`;
  return new Fault("sequence_gap", `body.sequence ${message}. Send them first.`, {
    errors: [{ path: "body.sequence", rule: "sequence_gap", message }],
    limit: { name: "expected_sequence", value: expected },
  });
}
