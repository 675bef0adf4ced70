import { type BuildTaskStatus, mayBuildTask } from "@cairn/sdk/schema";
import { Fault } from "../../shared/errors.ts";
import { BUILD_ERROR_CHARS } from "../tasks/limits.ts";
import {
  type BuildColumns,
  type BuildRow,
  type BuildTaskRow,
  findBuildTask,
  insertBuildTasks,
  readBuildNumber,
  readCounts,
  writeBuild,
  writeBuildTask,
} from "./store.ts";

/** What a move of a task within a build may say besides. */
export interface BuildTaskMove {
  status: BuildTaskStatus;
  attempt?: number | null;
  at: number;
  /** Message of a failure. */
  error?: string | null;
}

/** One build within a transaction: its tasks are written as they change, its own row once, at the end. */
export class BuildChange {
  readonly row: BuildRow;
  /** Numbers of the tasks that changed. */
  readonly changed = new Set<number>();
  readonly #sql: SqlStorage;
  readonly #counts: Record<BuildTaskStatus, number>;
  #columns: Partial<BuildColumns> = {};
  #added = 0;

  constructor(sql: SqlStorage, number: number) {
    this.#sql = sql;
    this.row = readBuildNumber(sql, number);
    this.#counts = readCounts(this.row.counts);
  }

  get counts(): Readonly<Record<BuildTaskStatus, number>> {
    return this.#counts;
  }

  /** Sets columns of the build itself. */
  set(columns: Partial<BuildColumns>): void {
    Object.assign(this.#columns, columns);
    Object.assign(this.row, columns);
  }

  /** Adds tasks that are no part of it yet, as `[number, status]`. */
  addMany(tasks: readonly (readonly [number, BuildTaskStatus])[]): void {
    insertBuildTasks(this.#sql, this.row.number, this.row.version + 1, tasks);
    this.#added += tasks.length;
    for (const [task, status] of tasks) {
      this.#counts[status] += 1;
      this.changed.add(task);
    }
  }

  /** Moves a task, which becomes part of the build by that. Throws `illegal_transition` naming the task and both states. */
  move(task: { number: number; id: string }, move: BuildTaskMove): void {
    let row = findBuildTask(this.#sql, this.row.number, task.number);
    if (!row) {
      this.addMany([[task.number, "pending"]]);
      row = findBuildTask(this.#sql, this.row.number, task.number) as BuildTaskRow;
    }
    const from = row.status as BuildTaskStatus;
    if (!mayBuildTask(from, move.status))
      throw new Fault(
        "illegal_transition",
        `Task ${task.id} is ${from} in build ${this.row.id}, from where it cannot become ${move.status}.`,
      );
    this.#counts[from] -= 1;
    this.#counts[move.status] += 1;
    writeBuildTask(this.#sql, { ...row, ...timesOf(row, move), status: move.status, version: this.row.version + 1 });
    this.changed.add(task.number);
  }

  /** Writes what changed of the build itself; call it at the end of the transaction. */
  write(): void {
    if (this.changed.size > 0)
      this.set({
        counts: JSON.stringify(Object.fromEntries(Object.entries(this.#counts).filter(([, n]) => n > 0))),
        task_count: this.row.task_count + this.#added,
        version: this.row.version + 1,
      });
    writeBuild(this.#sql, this.row.number, this.#columns);
    this.#columns = {};
    this.#added = 0;
  }
}

/** Times of a task in its build: a new attempt starts them anew. */
function timesOf(row: BuildTaskRow, { status, attempt, at, error }: BuildTaskMove): Partial<BuildTaskRow> {
  const told = { attempt: attempt ?? row.attempt, error: error?.slice(0, BUILD_ERROR_CHARS) ?? null };
  if (status === "queued") return { ...told, queued_at: at, started_at: null, finished_at: null };
  if (status === "running") return row.status === "suspended" ? told : { ...told, started_at: at, finished_at: null };
  if (status === "pending" || status === "waiting") return { ...told, started_at: null, finished_at: null };
  if (status === "suspended") return told;
  return { ...told, finished_at: at };
}
