import type { LogAccepted, LogBatch, RunStatus } from "@cairn/sdk/schema";
import { unpackColumns } from "../../series/packed-columns.ts";
import { mergePoints, sortPoints } from "../../series/points.ts";
import { Fault, notFound } from "../../shared/errors.ts";
import { armAlarm } from "../chores.ts";
import { transact, type VerbCtx, type VerbInput } from "../context.ts";
import { METRIC_ROW_BYTES, METRICS_PER_RUN_MAX, ROW_MAX_BYTES, WRITERS_PER_RUN_MAX } from "../limits.ts";
import { appendLines } from "../logs/append.ts";
import { addMedia } from "../media/add.ts";
import { mergeIntoRun } from "../runs/patch.ts";
import { resumeRun } from "../runs/resume.ts";
import { acceptsPoints } from "../runs/status.ts";
import { limitReached, requireRoom } from "../space.ts";
import type { Column } from "./run-state.ts";
import { readLoggedRun } from "./store.ts";

/** A batch as the Worker hands it over: checked, its points packed (codec.ts), so that the object reads no JSON of points. */
export type PackedBatch = Omit<LogBatch, "metrics"> & { points: ArrayBuffer | null };

/**
 * Takes a batch of a writer exactly once: one it has already is answered as before, one that comes too early throws
 * `sequence_gap`. A crashed run goes on; a cancelled one still takes what its process had to say; one that ended by its own word
 * throws `illegal_transition`. Throws `not_found`, `limit_reached` and `payload_too_large` too. Waits only where points of long ago
 * come again and their block has to be fetched to find that out.
 */
export function logBatch({
  ctx,
  input: { run, batch },
}: VerbInput<{ run: string; batch: PackedBatch }>): LogAccepted | Promise<LogAccepted> {
  const columns = batch.points ? joined(unpackColumns(batch.points)) : [];
  return ctx.series.fetching(() => take(ctx, run, batch, columns));
}

/** Columns of one metric as one: a batch may bring it in pieces. */
function joined(columns: readonly Column[]): readonly Column[] {
  const byKey = Map.groupBy(columns, ({ key }) => key);
  if (byKey.size === columns.length) return columns;
  return Array.from(byKey, ([key, pieces]) => ({ key, ...mergePoints(pieces.map(sortPoints)) }));
}

function take(ctx: VerbCtx, runId: string, batch: PackedBatch, columns: readonly Column[]): LogAccepted {
  const { sql, series } = ctx;
  const run = readLoggedRun(sql, runId);
  if (!run) throw notFound("run");
  const before = run.status as RunStatus;
  const { writer, sequence } = batch;
  const { last, writers } = series.writerOf(run.number, writer);
  if (sequence <= last) return { sequence, duplicate: true, status: before };
  if (sequence > last + 1) throw sequenceGap(last + 1, sequence);
  if (!acceptsPoints(before)) throw new Fault("illegal_transition", `The run is ${before}; it takes no more points.`);
  requireRoom(sql);
  if (last === 0 && writers >= WRITERS_PER_RUN_MAX) throw limitReached("writers_per_run", WRITERS_PER_RUN_MAX);
  requireRoomForMetrics(ctx, run.number, columns);
  const fresh = columns.map((column) => series.fresh(run.number, column)).filter(({ steps }) => steps.length > 0);

  const { status, lines } = transact(ctx, (emit) => {
    series.append(run.number, { writer, sequence, at: ctx.clock.now(), columns: fresh });
    const status = before === "crashed" ? resumeRun(ctx, emit, runId) : before;
    const { params, tags, summary } = batch;
    if (params || tags || summary) mergeIntoRun(ctx, emit, runId, { params, tags, summary });
    addMedia(ctx, { runId, runNumber: run.number }, batch.media ?? []);
    return { status, lines: appendLines(ctx, run.number, batch.lines ?? []) };
  });
  if (status !== before) armAlarm(ctx);
  ctx.livePoints.add(runId, status, fresh, (batch.media?.length ?? 0) > 0);
  if (lines.length > 0) ctx.live.sendToWatchers(runId, "lines", () => ({ kind: "lines", run_id: runId, lines }));
  return { sequence, duplicate: false, status };
}

/** Throws `limit_reached`, or `payload_too_large` when the names alone would not fit into the row of the summaries. */
function requireRoomForMetrics(ctx: VerbCtx, runNumber: number, columns: readonly Column[]): void {
  const known = ctx.series.summaries(runNumber);
  const added = new Set(columns.map(({ key }) => key).filter((key) => !known.has(key)));
  if (added.size === 0) return;
  if (known.size + added.size > METRICS_PER_RUN_MAX) throw limitReached("metrics_per_run", METRICS_PER_RUN_MAX);
  let bytes = 0;
  for (const key of [...known.keys(), ...added]) bytes += key.length * 3 + METRIC_ROW_BYTES;
  if (bytes > ROW_MAX_BYTES && exactBytes([...known.keys(), ...added]) > ROW_MAX_BYTES)
    throw new Fault("payload_too_large", "The names of these metrics are too long to be stored together.", {
      limit: { name: "row_bytes", value: ROW_MAX_BYTES },
    });
}

const exactBytes = (keys: readonly string[]): number =>
  new TextEncoder().encode(JSON.stringify(keys)).length + keys.length * METRIC_ROW_BYTES;

function sequenceGap(expected: number, got: number): Fault {
  const message = `must be ${expected}: batches from there to ${got - 1} have not arrived`;
  return new Fault("sequence_gap", `body.sequence ${message}. Send them first.`, {
    errors: [{ path: "body.sequence", rule: "sequence_gap", message }],
    limit: { name: "expected_sequence", value: expected },
  });
}
