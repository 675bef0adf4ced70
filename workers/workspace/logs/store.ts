/** The log of a run, summed up. */
export interface RunLogRow extends Record<string, SqlStorageValue> {
  run_number: number;
  line_count: number;
  bytes: number;
  last_at: number;
  tidy_at: number | null;
}

export interface ChunkRow extends Record<string, SqlStorageValue> {
  run_number: number;
  /** Number of its first line. */
  first: number;
  lines: number;
  /** Its text in UTF-8. */
  bytes: number;
  packed_bytes: number;
  levels: number;
  streams: number;
  r2_name: string | null;
  r2_offset: number | null;
  /** Null when it is in R2. */
  packed: ArrayBuffer | null;
}

export const readRunLog = (sql: SqlStorage, runNumber: number): RunLogRow | null =>
  sql.exec<RunLogRow>("SELECT * FROM run_logs WHERE run_number = ?", runNumber).toArray()[0] ?? null;

/** Lines of a run's log. */
export const countLines = (sql: SqlStorage, runNumber: number): number => readRunLog(sql, runNumber)?.line_count ?? 0;

export function writeRunLog(sql: SqlStorage, row: RunLogRow): void {
  sql.exec(
    `INSERT INTO run_logs VALUES (?, ?, ?, ?, ?) ON CONFLICT (run_number) DO UPDATE SET
       line_count = excluded.line_count, bytes = excluded.bytes, last_at = excluded.last_at, tidy_at = excluded.tidy_at`,
    row.run_number,
    row.line_count,
    row.bytes,
    row.last_at,
    row.tidy_at,
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
