import { type ActorRef, type AttemptStatus, TASK_PREFIX_MIN, type TaskResult } from "@cairn/sdk/schema";
import { Fault, notFound } from "../../shared/errors.ts";

/** A task as lists read it, with the names of its type. */
export interface TaskRow extends Record<string, SqlStorageValue> {
  number: number;
  id: string;
  type_id: number;
  namespace: string;
  name: string;
  version: string;
  schema_hash: string;
  module: string | null;
  label: string | null;
  tags: string;
  dependency_count: number;
  created_by: string;
  created_at: number;
  updated_at: number;
  result: string;
  attempt: number;
  attempt_status: string | null;
  started_at: number | null;
  finished_at: number | null;
  output: string | null;
  size_bytes: number | null;
  resources: string | null;
  wall_s: number | null;
  error: string | null;
  overridden: string | null;
  deleted_at: number | null;
  purge_at: number | null;
  purging: number;
}

export const SELECT_TASK = `SELECT tasks.*, task_types.namespace, task_types.name, task_types.version
  FROM tasks JOIN task_types ON task_types.id = type_id`;

const ID = /^[0-9a-f]{64}$/;
const PREFIX = new RegExp(`^[0-9a-f]{${TASK_PREFIX_MIN},63}$`);

/** A task by its whole id, one in the trash too. */
export const findTask = (sql: SqlStorage, id: string): TaskRow | null =>
  sql.exec<TaskRow>(`${SELECT_TASK} WHERE tasks.id = ? AND purging = 0`, id).toArray()[0] ?? null;

/** A task by its id or by the start of it, one in the trash too. Throws `not_found`, `invalid_request` when several begin so. */
export function readTask(sql: SqlStorage, ref: string): TaskRow {
  if (ID.test(ref)) {
    const row = findTask(sql, ref);
    if (row) return row;
  } else if (PREFIX.test(ref)) {
    const query = `${SELECT_TASK} WHERE tasks.id >= ? AND tasks.id < ? AND purging = 0 LIMIT 2`;
    const [row, other] = sql.exec<TaskRow>(query, ref, `${ref}g`).toArray();
    if (other) throw ambiguous(ref);
    if (row) return row;
  }
  throw notFound("task");
}

function ambiguous(ref: string): Fault {
  const message = `is the start of more than one id: give more digits than ${ref}`;
  return new Fault("invalid_request", `path.task: ${message}`, { errors: [{ path: "path.task", rule: "ambiguous", message }] });
}

/** A task that may be changed: not one in the trash. Throws `not_found`, `invalid_request`. */
export function readLivingTask(sql: SqlStorage, ref: string): TaskRow {
  const row = readTask(sql, ref);
  if (row.deleted_at !== null) throw notFound("task");
  return row;
}

/** Tasks of these ids, in no order, ones in the trash too; those that are not there are left out. */
export const readTasks = (sql: SqlStorage, ids: readonly string[]): SqlStorageCursor<TaskRow> =>
  sql.exec<TaskRow>(`${SELECT_TASK} WHERE purging = 0 AND tasks.id IN (SELECT value FROM json_each(?))`, JSON.stringify(ids));

/** The same, those too of which only the row is left because others need them. */
export const readEvenPurged = (sql: SqlStorage, ids: readonly string[]): SqlStorageCursor<TaskRow> =>
  sql.exec<TaskRow>(`${SELECT_TASK} WHERE tasks.id IN (SELECT value FROM json_each(?))`, JSON.stringify(ids));

/** Tasks of these numbers, in no order. */
export const readTaskNumbers = (sql: SqlStorage, numbers: readonly number[]): SqlStorageCursor<TaskRow> =>
  sql.exec<TaskRow>(`${SELECT_TASK} WHERE tasks.number IN (SELECT value FROM json_each(?))`, JSON.stringify(numbers));

/** Columns of a task that a change sets; JSON columns come as text. */
export interface TaskColumns {
  schema_hash: string;
  label: string | null;
  tags: string;
  module: string | null;
  dependency_count: number;
  updated_at: number;
  result: TaskResult;
  attempt: number;
  attempt_status: AttemptStatus | null;
  started_at: number | null;
  finished_at: number | null;
  output: string | null;
  size_bytes: number | null;
  resources: string | null;
  wall_s: number | null;
  error: string | null;
  overridden: string | null;
  deleted_at: number | null;
  purge_at: number | null;
  purging: 0 | 1;
}

/** Sets some columns of a task. */
export function writeTask(sql: SqlStorage, number: number, columns: Partial<TaskColumns>): void {
  const names = Object.keys(columns);
  if (names.length === 0) return;
  sql.exec(`UPDATE tasks SET ${names.map((name) => `${name} = ?`).join(", ")} WHERE number = ?`, ...Object.values(columns), number);
}

export interface NewTaskRow {
  id: string;
  typeId: number;
  schemaHash: string;
  module: string | null;
  label: string | null;
  tags: string;
  dependencyCount: number;
  createdBy: string;
  now: number;
  params: string;
  unhashed: string | null;
}

/** Inserts a task and answers its number. */
export function insertTask(sql: SqlStorage, task: NewTaskRow): number {
  const { number } = sql
    .exec<{ number: number }>(
      `INSERT INTO tasks (id, type_id, schema_hash, module, label, tags, dependency_count, created_by, created_at, updated_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?9, ?9) RETURNING number`,
      task.id,
      task.typeId,
      task.schemaHash,
      task.module,
      task.label,
      task.tags,
      task.dependencyCount,
      task.createdBy,
      task.now,
    )
    .one();
  sql.exec("INSERT INTO task_params VALUES (?, ?, ?)", number, task.params, task.unhashed);
  return number;
}

export interface ParamsRow extends Record<string, SqlStorageValue> {
  task: number;
  params: string;
  unhashed: string | null;
}

/** Parameters of tasks, by their numbers. */
export const readParams = (sql: SqlStorage, numbers: readonly number[]): Map<number, ParamsRow> =>
  new Map(
    sql
      .exec<ParamsRow>("SELECT * FROM task_params WHERE task IN (SELECT value FROM json_each(?))", JSON.stringify(numbers))
      .toArray()
      .map((row) => [row.task, row]),
  );

/** Characters of the parameters of tasks, by their numbers. */
export const readParamSizes = (sql: SqlStorage, numbers: readonly number[]): Map<number, number> =>
  new Map(
    sql
      .exec<{ task: number; size: number }>(
        `SELECT task, length(params) + coalesce(length(unhashed), 0) AS size FROM task_params
         WHERE task IN (SELECT value FROM json_each(?))`,
        JSON.stringify(numbers),
      )
      .toArray()
      .map(({ task, size }) => [task, size]),
  );

/** How many tasks outside the trash need each of these. */
export const countDependents = (sql: SqlStorage, numbers: readonly number[]): Map<number, number> =>
  new Map(
    sql
      .exec<{ dependency: number; n: number }>(
        `SELECT dependency, count(*) AS n FROM task_edges JOIN tasks ON number = task
         WHERE dependency IN (SELECT value FROM json_each(?)) AND deleted_at IS NULL GROUP BY dependency`,
        JSON.stringify(numbers),
      )
      .toArray()
      .map(({ dependency, n }) => [dependency, n]),
  );

/** Who acted, as it is stored. */
export const actorText = ({ type, id, name }: ActorRef): string => JSON.stringify({ type, id, name });
