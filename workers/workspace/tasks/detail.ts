import type { AttemptStatus, TaskAttempt, TaskDetail, TaskOutput } from "@cairn/sdk/schema";
import { timestamp, timestampOrNull } from "../../shared/clock.ts";
import { readBuildNumber, readBuildsOfTask } from "../builds/store.ts";
import type { VerbInput } from "../context.ts";
import { pageAssets, toAsset } from "./asset-store.ts";
import { type AttemptRow, findAttempt, readAttempts } from "./attempt-store.ts";
import { readDependencies, readNewestDependents } from "./edge-store.ts";
import { findLease } from "./lease-store.ts";
import { ATTEMPTS_SHOWN, BUILDS_SHOWN, RELATIVES_SHOWN } from "./limits.ts";
import { parseOrNull, toRef, toTasks } from "./rows.ts";
import { readTask, readTaskNumbers, type TaskRow } from "./store.ts";
import { hasManifest, readType } from "./types-store.ts";

/** A task by its id or the start of it, one in the trash too. Throws `not_found`, `invalid_request`. */
export const getTask = ({ ctx, input }: VerbInput<{ task: string }>): TaskDetail => toDetail(ctx.sql, readTask(ctx.sql, input.task));

/** A task with what its own page shows. */
export function toDetail(sql: SqlStorage, row: TaskRow): TaskDetail {
  const [task] = toTasks(sql, [row]);
  const attempts = readAttempts(sql, row.number, ATTEMPTS_SHOWN);
  const type = readType(sql, row.type_id);
  const last = attempts[0];
  return {
    ...(task as NonNullable<typeof task>),
    error: last?.status === "failed" ? parseOrNull(last.error) : parseOrNull(row.error),
    output: outputOf(sql, row, attempts),
    dependencies: refsOf(sql, readDependencies(sql, row.number).slice(0, RELATIVES_SHOWN)),
    dependents: refsOf(sql, readNewestDependents(sql, row.number, RELATIVES_SHOWN)),
    attempts: toAttempts(sql, row, attempts),
    assets: pageAssets(sql, row.number).map(toAsset),
    builds: readBuildsOfTask(sql, row.number, BUILDS_SHOWN),
    overridden: parseOrNull(row.overridden),
    is_stale: type.schema_hash !== null && type.schema_hash !== row.schema_hash,
    is_orphan: hasManifest(sql) && type.is_declared === 0,
    purge_at: timestampOrNull(row.purge_at),
  };
}

/** The output with its files, which the attempt that made it keeps. */
function outputOf(sql: SqlStorage, row: TaskRow, attempts: readonly AttemptRow[]): TaskDetail["output"] {
  const output = parseOrNull(row.output);
  if (output === null) return null;
  const made = attempts.find(({ status }) => status === "success") ?? findAttempt(sql, row.number, row.attempt);
  const full = parseOrNull(made?.output ?? null);
  return full?.uri === output.uri && full?.sha256 === output.sha256 ? full : output;
}

/** Of all attempts together they would be more than an answer holds; the output of the task has its own. */
function withoutFiles(output: TaskOutput | null): TaskOutput | null {
  if (output === null) return null;
  const { files: _, ...rest } = output;
  return rest;
}

/** Tasks by their numbers, in that order. */
export function refsOf(sql: SqlStorage, numbers: readonly number[]) {
  const rows = new Map(
    readTaskNumbers(sql, numbers)
      .toArray()
      .map((row) => [row.number, row]),
  );
  return numbers.flatMap((number) => {
    const row = rows.get(number);
    return row ? [toRef(row)] : [];
  });
}

function toAttempts(sql: SqlStorage, row: TaskRow, attempts: readonly AttemptRow[]): TaskAttempt[] {
  const lease = findLease(sql, row.number);
  const builds = new Map<number, string>();
  const buildOf = (number: number): string => {
    const id = builds.get(number) ?? readBuildNumber(sql, number).id;
    builds.set(number, id);
    return id;
  };
  return attempts.map((attempt) => ({
    number: attempt.number,
    status: attempt.status as AttemptStatus,
    token: attempt.token,
    owner: parseOrNull(attempt.owner),
    build: attempt.build === null ? null : buildOf(attempt.build),
    started_by: JSON.parse(attempt.started_by),
    queued_at: timestampOrNull(attempt.queued_at),
    started_at: timestampOrNull(attempt.started_at),
    finished_at: timestampOrNull(attempt.finished_at),
    expires_at: lease && lease.attempt === attempt.number ? timestamp(lease.expires_at) : null,
    checkpointed_at: timestampOrNull(attempt.checkpointed_at),
    progress: attempt.progress,
    error: parseOrNull(attempt.error),
    output: withoutFiles(parseOrNull(attempt.output)),
    resources: parseOrNull(attempt.resources),
    line_count: attempt.line_count,
  }));
}
