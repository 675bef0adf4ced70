import type { TaskEventType, TaskResult } from "@cairn/sdk/schema";
import { BuildChange } from "../builds/change.ts";
import { transact, type VerbCtx } from "../context.ts";
import type { NewEvent } from "../events/append.ts";
import { writeAttempt } from "./attempt-store.ts";
import { insertTaskEvent } from "./event-store.ts";
import { actorText, type TaskColumns, type TaskRow, writeTask } from "./store.ts";
import { type Counted, TypeCounts } from "./types-store.ts";

/** What an event of a task tells beside the task, its state and who acted. */
export interface ToldEvent {
  type: TaskEventType;
  build?: number | null;
  attempt?: number | null;
  /** When it happened, as was reported; now when left out. */
  at?: number;
  /** JSON of who computes. */
  owner?: string | null;
  data?: Record<string, unknown>;
  key?: string | null;
}

/** What is counted of a task: nothing in the trash. */
export const countedOf = (row: Pick<TaskRow, "result" | "attempt_status" | "size_bytes" | "deleted_at">): Counted | null =>
  row.deleted_at === null ? { result: row.result as TaskResult, attemptStatus: row.attempt_status, sizeBytes: row.size_bytes } : null;

/**
 * Changes of tasks within one transaction. Rows of tasks are changed in place and stored; what adds up over many of them, the counts of
 * types and builds, is stored once, at the end.
 */
export class TaskChanges {
  readonly now: number;
  readonly counts = new TypeCounts();
  readonly emit: (event: NewEvent) => void;
  readonly #ctx: VerbCtx;
  readonly #actor: string;
  readonly #builds = new Map<number, BuildChange>();

  constructor(ctx: VerbCtx, emit: (event: NewEvent) => void) {
    this.#ctx = ctx;
    this.emit = emit;
    this.now = ctx.clock.now();
    this.#actor = actorText(ctx.actor);
  }

  get sql(): SqlStorage {
    return this.#ctx.sql;
  }

  /** A build by its number. */
  build(number: number): BuildChange {
    const change = this.#builds.get(number) ?? new BuildChange(this.#ctx.sql, number);
    this.#builds.set(number, change);
    return change;
  }

  get builds(): Iterable<BuildChange> {
    return this.#builds.values();
  }

  /** Sets columns of a task. A success is taken back no more. */
  set(row: TaskRow, changed: Partial<TaskColumns>): void {
    const columns: Partial<TaskColumns> = changed.result === "success" ? { ...changed, taken_back: 0 } : changed;
    const before = countedOf(row);
    Object.assign(row, columns);
    writeTask(this.#ctx.sql, row.number, { ...columns, updated_at: this.now });
    this.counts.change(row.type_id, before, countedOf(row));
  }

  /** Appends an event to the log of tasks: after the change that it tells of, for it keeps the task's result. */
  record(row: { number: number; result: string }, event: ToldEvent): void {
    const { type, build = null, attempt = null, at = this.now, owner = null, data, key = null } = event;
    insertTaskEvent(this.#ctx.sql, {
      ...{ task: row.number, build, attempt, type, at, now: this.now, actor: this.#actor, owner, key },
      result: row.result as TaskResult,
      data: data === undefined ? null : JSON.stringify(data),
    });
  }

  /** Notes how far an attempt is, 0 to 1: too often told to be an event. */
  progress(task: number, attempt: number, fraction: number): void {
    writeAttempt(this.#ctx.sql, task, attempt, { progress: fraction });
  }

  /** Stores what adds up. */
  finish(): void {
    this.counts.write(this.#ctx.sql, this.now);
    for (const build of this.#builds.values()) build.write();
  }
}

/** Changes tasks in one transaction, and tells those who follow the builds that it touches. */
export function changeTasks<T>(ctx: VerbCtx, work: (changes: TaskChanges) => T): T {
  const touched: BuildChange[] = [];
  const result = transact(ctx, (emit) => {
    const changes = new TaskChanges(ctx, emit);
    const value = work(changes);
    changes.finish();
    touched.push(...changes.builds);
    return value;
  });
  for (const build of touched) ctx.liveBuilds.changed(build.row.id, build.changed);
  return result;
}
