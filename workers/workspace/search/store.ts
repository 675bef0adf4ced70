/** What of a run's row can be searched for. */
export interface SearchedRow extends Record<string, SqlStorageValue> {
  number: number;
  id: string;
  experiment_number: number;
  name: string;
  status: string;
  group_name: string | null;
  parent_id: string | null;
  attempt: number;
  params: string;
  tags: string;
  summary: string;
  created_by: string;
  created_at: number;
  started_at: number | null;
  finished_at: number | null;
  heartbeat_at: number;
  metrics: string;
  archived_at: number | null;
  deleted_at: number | null;
  error: string | null;
  host: string | null;
  user_name: string | null;
  commit_sha: string | null;
  has_diff: number;
}

/** Segments of one field that ids leave room for: a thousand million runs. */
const SEGMENTS_PER_FIELD = 2 ** 20;
const columnId = (fieldId: number, segment: number): number => fieldId * SEGMENTS_PER_FIELD + segment;

/** Rows of runs; one that is gone for good is left out. */
export const readSearchedRows = (sql: SqlStorage, numbers: readonly number[]): SqlStorageCursor<SearchedRow> =>
  sql.exec<SearchedRow>(
    `SELECT number, id, experiment_number, name, status, group_name, parent_id, attempt, params, tags, summary, created_by, created_at,
       started_at, finished_at, heartbeat_at, metrics, archived_at, deleted_at, error, host, user_name, commit_sha, has_diff
     FROM runs JOIN run_progress ON run_number = number WHERE purging = 0 AND number IN (SELECT value FROM json_each(?))`,
    JSON.stringify(numbers),
  );

/** Highest number that a run has; 0 when there is none. */
export const lastRunNumber = (sql: SqlStorage): number =>
  sql.exec<{ last: number }>("SELECT coalesce(max(number), 0) AS last FROM runs").one().last;

export const readFields = (sql: SqlStorage) => sql.exec<{ id: number; name: string }>("SELECT id, name FROM search_fields");

export const insertField = (sql: SqlStorage, name: string): number =>
  sql.exec<{ id: number }>("INSERT INTO search_fields (name) VALUES (?) RETURNING id", name).one().id;

/** One packed field of a segment; null when none of its runs has it. */
export function readColumn(sql: SqlStorage, fieldId: number, segment: number): Uint8Array | null {
  const query = "SELECT packed FROM search_columns WHERE id = ?";
  const row = sql.exec<{ packed: ArrayBuffer }>(query, columnId(fieldId, segment)).toArray()[0];
  return row ? new Uint8Array(row.packed) : null;
}

/** Which runs have a field, segment by segment. */
export const readPresence = (sql: SqlStorage, fieldId: number) =>
  sql.exec<{ segment: number; types: number; present: ArrayBuffer }>(
    "SELECT id - ?1 AS segment, types, present FROM search_columns WHERE id >= ?1 AND id < ?2",
    columnId(fieldId, 0),
    columnId(fieldId + 1, 0),
  );

export function writeColumn(
  sql: SqlStorage,
  place: { fieldId: number; segment: number },
  column: { types: number; present: Uint8Array<ArrayBuffer>; packed: Uint8Array<ArrayBuffer> } | null,
): void {
  const id = columnId(place.fieldId, place.segment);
  if (column === null) sql.exec("DELETE FROM search_columns WHERE id = ?", id);
  else sql.exec("INSERT OR REPLACE INTO search_columns VALUES (?, ?, ?, ?)", id, column.types, column.present, column.packed);
}

/** Notes that the columns of a run are old; writes nothing when that is known already. */
export function insertDirty(sql: SqlStorage, runNumber: number): void {
  sql.exec("INSERT OR IGNORE INTO search_dirty VALUES (?)", runNumber);
}

export const readDirty = (sql: SqlStorage): number[] =>
  sql
    .exec<{ number: number }>("SELECT number FROM search_dirty")
    .toArray()
    .map((row) => row.number);

export function deleteDirty(sql: SqlStorage, from: number, to: number): void {
  sql.exec("DELETE FROM search_dirty WHERE number >= ? AND number < ?", from, to);
}

/** Number of a run whose columns are old and which is not being logged to; null when there is none. */
export function readSettledDirty(sql: SqlStorage): number | null {
  const query = `SELECT number FROM search_dirty LEFT JOIN runs USING (number)
    WHERE status IS NULL OR status <> 'running' ORDER BY number LIMIT 1`;
  return sql.exec<{ number: number }>(query).toArray()[0]?.number ?? null;
}

export const readExperimentNames = (sql: SqlStorage) =>
  sql.exec<{ number: number; id: string; name: string }>("SELECT number, id, name FROM experiments");
