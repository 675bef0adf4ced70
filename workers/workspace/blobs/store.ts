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

/** Counts one more thing that refers to a blob. */
export function addRef(sql: SqlStorage, sha256: string): void {
  sql.exec("UPDATE blobs SET refs = refs + 1, expires_at = NULL WHERE sha256 = ?", sha256);
}
