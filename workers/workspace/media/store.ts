import type { NewMedia } from "@cairn/sdk/schema";

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
