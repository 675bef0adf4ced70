export interface BlobRow extends Record<string, SqlStorageValue> {
  sha256: string;
  size: number;
  /** Name of its bytes in R2 (blobKey). */
  r2_name: string;
  refs: number;
  /** When it goes, Unix ms; null while something refers to it. */
  expires_at: number | null;
  created_at: number;
}

export const readBlob = (sql: SqlStorage, sha256: string): BlobRow | null =>
  sql.exec<BlobRow>("SELECT * FROM blobs WHERE sha256 = ?", sha256).toArray()[0] ?? null;

export function insertBlob(sql: SqlStorage, blob: Pick<BlobRow, "sha256" | "size" | "r2_name" | "expires_at" | "created_at">): void {
  sql.exec(
    "INSERT INTO blobs (sha256, size, r2_name, expires_at, created_at) VALUES (?, ?, ?, ?, ?)",
    blob.sha256,
    blob.size,
    blob.r2_name,
    blob.expires_at,
    blob.created_at,
  );
}

/** Counts one more thing that refers to a blob. */
export function addRef(sql: SqlStorage, sha256: string): void {
  sql.exec("UPDATE blobs SET refs = refs + 1, expires_at = NULL WHERE sha256 = ?", sha256);
}

/** Counts one less; with the last one the blob gets a time to go. */
export function dropRef(sql: SqlStorage, sha256: string, expiresAt: number): void {
  sql.exec(
    "UPDATE blobs SET refs = refs - 1, expires_at = CASE WHEN refs = 1 THEN ?2 ELSE expires_at END WHERE sha256 = ?1",
    sha256,
    expiresAt,
  );
}

/** Puts off when a blob goes that nothing refers to. */
export function writeExpiry(sql: SqlStorage, sha256: string, expiresAt: number): void {
  sql.exec("UPDATE blobs SET expires_at = ? WHERE sha256 = ? AND refs = 0", expiresAt, sha256);
}

/** When the first unreferenced blob goes; null: there is none. */
export const firstExpiry = (sql: SqlStorage): number | null =>
  sql.exec<{ at: number | null }>("SELECT min(expires_at) AS at FROM blobs WHERE expires_at IS NOT NULL").one().at;

/** Drops blobs whose time has come, and answers the names of their bytes. */
export const dropExpired = (sql: SqlStorage, now: number, limit: number): string[] =>
  sql
    .exec<{ r2_name: string }>(
      `DELETE FROM blobs WHERE refs = 0 AND sha256 IN
         (SELECT sha256 FROM blobs WHERE expires_at <= ? ORDER BY expires_at LIMIT ?) RETURNING r2_name`,
      now,
      limit,
    )
    .toArray()
    .map(({ r2_name }) => r2_name);
