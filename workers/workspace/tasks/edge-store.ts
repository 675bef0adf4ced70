import { insertMany } from "./bulk-store.ts";

/** Edges of new tasks, as `[task, dependency, place]`. */
export const insertEdges = (sql: SqlStorage, edges: readonly (readonly [number, number, number])[]): number =>
  insertMany(sql, "INSERT OR IGNORE INTO task_edges SELECT value ->> 0, value ->> 1, value ->> 2, 0 FROM json_each(?)", [], edges);

export function insertEdge(sql: SqlStorage, task: number, dependency: number, place: number, isDynamic: boolean): boolean {
  const query = "INSERT OR IGNORE INTO task_edges VALUES (?, ?, ?, ?)";
  return sql.exec(query, task, dependency, place, isDynamic ? 1 : 0).rowsWritten > 0;
}

/** Numbers of the tasks that a task needs, in its order. */
export const readDependencies = (sql: SqlStorage, task: number): number[] =>
  sql
    .exec<{ dependency: number }>("SELECT dependency FROM task_edges WHERE task = ? ORDER BY place", task)
    .toArray()
    .map(({ dependency }) => dependency);

/** Numbers of the tasks that need a task, those in the trash left out, the newest first. */
export const readNewestDependents = (sql: SqlStorage, task: number, limit: number): number[] =>
  sql
    .exec<{ task: number }>(
      `SELECT task FROM task_edges JOIN tasks ON number = task WHERE dependency = ? AND deleted_at IS NULL
       ORDER BY task DESC LIMIT ?`,
      task,
      limit,
    )
    .toArray()
    .map((row) => row.task);

/** Which way a walk goes: to what a task needs, or to what needs it. */
export type Direction = "dependencies" | "dependents";

export interface Reached extends Record<string, SqlStorageValue> {
  number: number;
  distance: number;
}

/** Numbers of the neighbours of tasks one step on, in the order of their numbers, repetitions included. */
const step = (sql: SqlStorage, from: readonly number[], direction: Direction): number[] => {
  const [column, by] = direction === "dependencies" ? ["dependency", "task"] : ["task", "dependency"];
  const query = `SELECT ${column} AS number FROM task_edges WHERE ${by} IN (SELECT value FROM json_each(?))`;
  return [...sql.exec(query, JSON.stringify(from)).raw()].map(([number]) => number as number);
};

/**
 * All tasks that are reached from some, without these: nearest first, of equal ones in order of number. It ends where edges go round, and
 * after so many tasks or steps.
 */
export function walk(
  sql: SqlStorage,
  starts: readonly number[],
  direction: Direction,
  limit: number,
  depth = Number.POSITIVE_INFINITY,
): Reached[] {
  const seen = new Set(starts);
  const reached: Reached[] = [];
  let front = [...seen];
  for (let distance = 1; front.length > 0 && distance <= depth; distance++) {
    front = [...new Set(step(sql, front, direction))].filter((number) => !seen.has(number)).sort((a, b) => a - b);
    for (const number of front) {
      seen.add(number);
      reached.push({ number, distance });
      if (reached.length >= limit) return reached;
    }
  }
  return reached;
}

/** Edges among some tasks, as `[task, dependency]`. */
export const readEdgesAmong = (sql: SqlStorage, numbers: readonly number[]): [number, number][] => {
  const json = JSON.stringify(numbers);
  return [
    ...sql
      .exec(
        `SELECT task, dependency FROM task_edges WHERE task IN (SELECT value FROM json_each(?))
         AND dependency IN (SELECT value FROM json_each(?))`,
        json,
        json,
      )
      .raw(),
  ] as unknown as [number, number][];
};

/** Types at the other end of the edges of a task, with how many there are, so that the counts of a task that goes can go too. */
export const readEdgeTypes = (sql: SqlStorage, task: number): { from_type: number; to_type: number; n: number }[] =>
  sql
    .exec<{ from_type: number; to_type: number; n: number }>(
      `SELECT a.type_id AS from_type, b.type_id AS to_type, count(*) AS n FROM task_edges
       JOIN tasks AS a ON a.number = task JOIN tasks AS b ON b.number = dependency WHERE task = ? GROUP BY 1, 2`,
      task,
    )
    .toArray();

/** Drops the edges to what a task needs. */
export function dropEdges(sql: SqlStorage, task: number): void {
  sql.exec("DELETE FROM task_edges WHERE task = ?", task);
}

/** Whether any task, in the trash or not, needs a task. */
export const isNeeded = (sql: SqlStorage, task: number): boolean =>
  sql.exec("SELECT 1 FROM task_edges WHERE dependency = ? LIMIT 1", task).toArray().length > 0;
