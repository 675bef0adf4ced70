/** The part of a run that a batch reads. */
export interface LoggedRunRow extends Record<string, SqlStorageValue> {
  number: number;
  status: string;
  deleted_at: number | null;
  metrics: string;
}

/** A run, one in the trash too. */
export function readLoggedRun(sql: SqlStorage, runId: string): LoggedRunRow | null {
  const query =
    "SELECT number, status, deleted_at, metrics FROM runs JOIN run_progress ON run_number = number WHERE id = ? AND purging = 0";
  return sql.exec<LoggedRunRow>(query, runId).toArray()[0] ?? null;
}

/** Sequence of the last batch that was taken of a writer; 0 when there is none. */
export function readLastSequence(sql: SqlStorage, runNumber: number, writer: string): number {
  const query = "SELECT last_sequence AS last FROM writers WHERE run_number = ? AND writer = ?";
  return sql.exec<{ last: number }>(query, runNumber, writer).toArray()[0]?.last ?? 0;
}

export const countWriters = (sql: SqlStorage, runNumber: number): number =>
  sql.exec<{ n: number }>("SELECT count(*) AS n FROM writers WHERE run_number = ?", runNumber).one().n;

export function writeLastSequence(sql: SqlStorage, runNumber: number, writer: string, sequence: number): void {
  sql.exec(
    "INSERT INTO writers VALUES (?, ?, ?) ON CONFLICT (run_number, writer) DO UPDATE SET last_sequence = excluded.last_sequence",
    runNumber,
    writer,
    sequence,
  );
}

export function insertBatch(sql: SqlStorage, runNumber: number, points: number, packed: Uint8Array<ArrayBuffer>): void {
  sql.exec("INSERT INTO metric_batches (run_number, points, packed) VALUES (?, ?, ?)", runNumber, points, packed);
}

/** Batches of a run in the order they came. */
export const readBatches = (sql: SqlStorage, runNumber: number) =>
  sql.exec<{ packed: ArrayBuffer }>("SELECT packed FROM metric_batches WHERE run_number = ? ORDER BY number", runNumber);

/** Keeps the summaries of a run and that it was alive. */
export function writeProgress(sql: SqlStorage, runNumber: number, progress: { metrics: string; now: number }): void {
  sql.exec("UPDATE run_progress SET metrics = ?, heartbeat_at = ? WHERE run_number = ?", progress.metrics, progress.now, runNumber);
}
