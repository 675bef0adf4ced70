/** The log of a run, summed up. */
export interface RunLogRow extends Record<string, SqlStorageValue> {
  run_number: number;
  line_count: number;
  /** Its text in UTF-8. */
  bytes: number;
  /** When the last lines came, Unix ms. */
  last_at: number;
  tidy_at: number | null;
  tidy_from: number;
}

/** Some lines in a row, without their text. */
export interface ChunkRow extends Record<string, SqlStorageValue> {
  /** Number of its first line. */
  first: number;
  lines: number;
  bytes: number;
  packed_bytes: number;
  levels: number;
  streams: number;
  /** Null: it is in the object itself. */
  r2_name: string | null;
  r2_offset: number | null;
}

export const readRunLog = (sql: SqlStorage, runNumber: number): RunLogRow | null =>
  sql.exec<RunLogRow>("SELECT * FROM run_logs WHERE run_number = ?", runNumber).toArray()[0] ?? null;

/** Lines of a run's log. */
export const countLines = (sql: SqlStorage, runNumber: number): number => readRunLog(sql, runNumber)?.line_count ?? 0;

export function writeRunLog(sql: SqlStorage, row: RunLogRow): void {
  sql.exec(
    `INSERT INTO run_logs VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (run_number) DO UPDATE SET line_count = excluded.line_count,
       bytes = excluded.bytes, last_at = excluded.last_at, tidy_at = excluded.tidy_at, tidy_from = excluded.tidy_from`,
    row.run_number,
    row.line_count,
    row.bytes,
    row.last_at,
    row.tidy_at,
    row.tidy_from,
  );
}

export type NewChunk = Pick<ChunkRow, "first" | "lines" | "bytes" | "levels" | "streams"> & { packed: Uint8Array<ArrayBuffer> };

export function insertChunk(sql: SqlStorage, runNumber: number, chunk: NewChunk): void {
  sql.exec(
    `INSERT INTO log_chunks (run_number, first, lines, bytes, packed_bytes, levels, streams, packed) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    runNumber,
    chunk.first,
    chunk.lines,
    chunk.bytes,
    chunk.packed.length,
    chunk.levels,
    chunk.streams,
    chunk.packed,
  );
}

const CHUNK = "first, lines, bytes, packed_bytes, levels, streams, r2_name, r2_offset";

/** The chunk that has a line; null when there is none. */
export function chunkWith(sql: SqlStorage, runNumber: number, line: number): ChunkRow | null {
  const query = `SELECT ${CHUNK} FROM log_chunks WHERE run_number = ? AND first <= ? ORDER BY first DESC LIMIT 1`;
  const chunk = sql.exec<ChunkRow>(query, runNumber, line).toArray()[0];
  return chunk && line < chunk.first + chunk.lines ? chunk : null;
}

/** Lines of a chunk as they are packed; null when they are not in the object (any more). */
export const readPacked = (sql: SqlStorage, runNumber: number, first: number): Uint8Array<ArrayBuffer> | null => {
  const query = "SELECT packed FROM log_chunks WHERE run_number = ? AND first = ?";
  const packed = sql.exec<{ packed: ArrayBuffer | null }>(query, runNumber, first).toArray()[0]?.packed;
  return packed ? new Uint8Array(packed) : null;
};

/** Chunks in the object from a line on, in order. */
export const chunksFrom = (sql: SqlStorage, runNumber: number, line: number): ChunkRow[] =>
  sql
    .exec<ChunkRow>(
      `SELECT ${CHUNK} FROM log_chunks WHERE run_number = ? AND first >= ? AND r2_name IS NULL ORDER BY first`,
      runNumber,
      line,
    )
    .toArray();

export function deleteChunks(sql: SqlStorage, runNumber: number, chunks: readonly Pick<ChunkRow, "first">[]): void {
  for (const { first } of chunks) sql.exec("DELETE FROM log_chunks WHERE run_number = ? AND first = ?", runNumber, first);
}

/** Notes that a chunk is in R2; false when the chunk is not there any more. */
export const moveChunk = (sql: SqlStorage, runNumber: number, first: number, to: { name: string; offset: number }): boolean =>
  sql
    .exec(
      `UPDATE log_chunks SET packed = NULL, r2_name = ?, r2_offset = ? WHERE run_number = ? AND first = ? AND packed IS NOT NULL
       RETURNING first`,
      to.name,
      to.offset,
      runNumber,
      first,
    )
    .toArray().length > 0;

/** When the first log is to be tidied; null: none. */
export const firstTidy = (sql: SqlStorage): number | null =>
  sql.exec<{ at: number | null }>("SELECT min(tidy_at) AS at FROM run_logs WHERE tidy_at IS NOT NULL").one().at;

export const readUntidy = (sql: SqlStorage, now: number, limit: number): RunLogRow[] =>
  sql.exec<RunLogRow>("SELECT * FROM run_logs WHERE tidy_at <= ? ORDER BY tidy_at LIMIT ?", now, limit).toArray();

/** Sets when a log is tidied next, and from which line on. */
export function writeTidy(sql: SqlStorage, runNumber: number, tidy: { at: number | null; from: number }): void {
  sql.exec("UPDATE run_logs SET tidy_at = ?, tidy_from = ? WHERE run_number = ?", tidy.at, tidy.from, runNumber);
}

/** Drops some chunks of a run and answers the names of their objects in R2; none left: `done`, and the log's own row is gone too. */
export function dropSomeChunks(sql: SqlStorage, runNumber: number, limit: number): { names: string[]; done: boolean } {
  const rows = sql
    .exec<{ first: number; r2_name: string | null }>(
      "SELECT first, r2_name FROM log_chunks WHERE run_number = ? ORDER BY first LIMIT ?",
      runNumber,
      limit,
    )
    .toArray();
  deleteChunks(sql, runNumber, rows);
  const done = rows.length < limit;
  if (done) sql.exec("DELETE FROM run_logs WHERE run_number = ?", runNumber);
  return { names: [...new Set(rows.flatMap(({ r2_name }) => r2_name ?? []))], done };
}

/** A run that has lines, as a search across runs reads it. */
export interface LoggedRunRow extends Record<string, SqlStorageValue> {
  number: number;
  id: string;
  name: string;
  status: string;
  line_count: number;
}

const LOGGED = `SELECT number, id, name, status, line_count FROM run_logs JOIN runs ON number = run_number WHERE deleted_at IS NULL`;

/** A run, if it has lines and is not in the trash. */
export const loggedRun = (sql: SqlStorage, number: number): LoggedRunRow | null =>
  sql.exec<LoggedRunRow>(`${LOGGED} AND run_number = ?`, number).toArray()[0] ?? null;

/** The newest such run up to a number. */
export const lastLoggedRun = (sql: SqlStorage, upTo: number): LoggedRunRow | null =>
  sql.exec<LoggedRunRow>(`${LOGGED} AND run_number <= ? ORDER BY run_number DESC LIMIT 1`, upTo).toArray()[0] ?? null;
