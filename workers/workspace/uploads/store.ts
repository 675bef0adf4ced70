export interface UploadRow extends Record<string, SqlStorageValue> {
  id: string;
  sha256: string;
  size: number;
  /** Id of the multipart upload in R2. */
  multipart_id: string;
  is_complete: number;
  expires_at: number;
  /** How far its digest is checked, and the state of the hash there. */
  checked_bytes: number;
  checked_words: ArrayBuffer | null;
}

export const findUpload = (sql: SqlStorage, id: string): UploadRow | null =>
  sql.exec<UploadRow>("SELECT * FROM uploads WHERE id = ?", id).toArray()[0] ?? null;

export const findUploadOf = (sql: SqlStorage, sha256: string, size: number): UploadRow | null =>
  sql.exec<UploadRow>("SELECT * FROM uploads WHERE sha256 = ? AND size = ?", sha256, size).toArray()[0] ?? null;

export const countUploads = (sql: SqlStorage): number => sql.exec<{ n: number }>("SELECT count(*) AS n FROM uploads").one().n;

type NewUpload = Pick<UploadRow, "id" | "sha256" | "size" | "multipart_id" | "expires_at">;

export function insertUpload(sql: SqlStorage, row: NewUpload): void {
  sql.exec(
    "INSERT INTO uploads (id, sha256, size, multipart_id, expires_at) VALUES (?, ?, ?, ?, ?)",
    row.id as string,
    row.sha256 as string,
    row.size as number,
    row.multipart_id as string,
    row.expires_at as number,
  );
}

export function completeUploadRow(sql: SqlStorage, id: string): void {
  sql.exec("UPDATE uploads SET is_complete = 1 WHERE id = ?", id);
  sql.exec("DELETE FROM upload_parts WHERE upload_id = ?", id);
}

export function writeChecked(sql: SqlStorage, id: string, bytes: number, words: ArrayBuffer): void {
  sql.exec("UPDATE uploads SET checked_bytes = ?2, checked_words = ?3 WHERE id = ?1 AND checked_bytes < ?2", id, bytes, words);
}

export function deleteUpload(sql: SqlStorage, id: string): void {
  sql.exec("DELETE FROM upload_parts WHERE upload_id = ?", id);
  sql.exec("DELETE FROM uploads WHERE id = ?", id);
}

export interface PartRow extends Record<string, SqlStorageValue> {
  number: number;
  etag: string;
}

export const readParts = (sql: SqlStorage, id: string): PartRow[] =>
  sql.exec<PartRow>("SELECT number, etag FROM upload_parts WHERE upload_id = ? ORDER BY number", id).toArray();

export function writePart(sql: SqlStorage, id: string, { number, etag }: { number: number; etag: string }): void {
  sql.exec("INSERT OR REPLACE INTO upload_parts VALUES (?, ?, ?)", id, number, etag);
}

export function deleteParts(sql: SqlStorage, id: string): void {
  sql.exec("DELETE FROM upload_parts WHERE upload_id = ?", id);
}

/** When the first upload expires; null: there is none. */
export const firstUploadExpiry = (sql: SqlStorage): number | null =>
  sql.exec<{ at: number | null }>("SELECT min(expires_at) AS at FROM uploads").one().at;

export const readExpiredUploads = (sql: SqlStorage, now: number, limit: number): UploadRow[] =>
  sql.exec<UploadRow>("SELECT * FROM uploads WHERE expires_at <= ? ORDER BY expires_at LIMIT ?", now, limit).toArray();
