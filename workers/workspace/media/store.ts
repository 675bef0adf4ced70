import type { Media, MediaKind, NewMedia } from "@cairn/sdk/schema";

export const countMedia = (sql: SqlStorage, runNumber: number): number =>
  sql.exec<{ n: number }>("SELECT media_count AS n FROM run_files WHERE run_number = ?", runNumber).toArray()[0]?.n ?? 0;

export function insertMedia(sql: SqlStorage, runNumber: number, media: NewMedia): void {
  sql.exec(
    "INSERT INTO media (run_number, key, step, at, kind, sha256, size, content_type, caption) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    runNumber,
    media.key,
    media.step,
    media.at,
    media.kind,
    media.sha256,
    media.size,
    media.content_type,
    media.caption ?? null,
  );
}

export function addToMediaCount(sql: SqlStorage, runNumber: number, n: number): void {
  sql.exec(
    `INSERT INTO run_files (run_number, media_count) VALUES (?, ?)
     ON CONFLICT (run_number) DO UPDATE SET media_count = media_count + excluded.media_count`,
    runNumber,
    n,
  );
}

export interface MediaRow extends Record<string, SqlStorageValue> {
  id: number;
  key: string;
  step: number;
  at: number;
  kind: string;
  sha256: string;
  size: number;
  content_type: string;
  caption: string | null;
}

/** Where a page of media ended. */
export interface MediaPlace {
  key: string;
  step: number;
  id: number;
}

const COLUMNS = "id, key, step, at, kind, sha256, size, content_type, caption";

/** In order of key, step and arrival. */
export function pageMedia(
  sql: SqlStorage,
  runNumber: number,
  { key, kind, after, limit }: { key: string | null; kind: string | null; after: MediaPlace | null; limit: number },
): MediaRow[] {
  const conditions = ["run_number = ?"];
  const values: SqlStorageValue[] = [runNumber];
  if (key !== null) {
    conditions.push("key = ?");
    values.push(key);
  }
  if (kind !== null) {
    conditions.push("kind = ?");
    values.push(kind);
  }
  if (after !== null) {
    conditions.push("(key, step, id) > (?, ?, ?)");
    values.push(after.key, after.step, after.id);
  }
  const query = `SELECT ${COLUMNS} FROM media WHERE ${conditions.join(" AND ")} ORDER BY key, step, id LIMIT ?`;
  return sql.exec<MediaRow>(query, ...values, limit).toArray();
}

export const findMediaRow = (sql: SqlStorage, runNumber: number, id: number): MediaRow | null =>
  sql.exec<MediaRow>(`SELECT ${COLUMNS} FROM media WHERE id = ? AND run_number = ?`, id, runNumber).toArray()[0] ?? null;

/** Deletes some media of a run and answers the digests of their bytes. */
export const deleteSomeMedia = (sql: SqlStorage, runNumber: number, limit: number): string[] =>
  sql
    .exec<{ sha256: string }>(
      "DELETE FROM media WHERE id IN (SELECT id FROM media WHERE run_number = ? LIMIT ?) RETURNING sha256",
      runNumber,
      limit,
    )
    .toArray()
    .map(({ sha256 }) => sha256);

export function deleteFileTotals(sql: SqlStorage, runNumber: number): void {
  sql.exec("DELETE FROM run_files WHERE run_number = ?", runNumber);
}

export const toMedia = ({ id, key, step, at, kind, sha256, size, content_type, caption }: MediaRow): Media => ({
  id,
  key,
  step,
  at,
  kind: kind as MediaKind,
  sha256,
  size,
  content_type,
  caption,
});
