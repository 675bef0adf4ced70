export interface LineBatch extends Record<string, SqlStorageValue> {
  attempt: number;
  first: number;
  last: number;
  lines: string;
}

export function insertLines(sql: SqlStorage, task: number, batch: LineBatch): void {
  sql.exec("INSERT INTO task_lines VALUES (?, ?, ?, ?, ?)", task, batch.attempt, batch.first, batch.last, batch.lines);
}

/** Batches of an attempt that hold lines after a number, in order. */
export const readLineBatches = (sql: SqlStorage, task: number, attempt: number, after: number): SqlStorageCursor<LineBatch> =>
  sql.exec<LineBatch>(
    "SELECT attempt, first, last, lines FROM task_lines WHERE task = ? AND attempt = ? AND last > ? ORDER BY first",
    task,
    attempt,
    after,
  );
