import type { Artifact, NewArtifact } from "@cairn/sdk/schema";
import { timestamp } from "../../shared/clock.ts";

export interface ArtifactRow extends Record<string, SqlStorageValue> {
  path: string;
  sha256: string;
  size: number;
  content_type: string;
  created_at: number;
}

const COLUMNS = "path, sha256, size, content_type, created_at";

export const readArtifact = (sql: SqlStorage, runNumber: number, path: string): ArtifactRow | null =>
  sql.exec<ArtifactRow>(`SELECT ${COLUMNS} FROM artifacts WHERE run_number = ? AND path = ?`, runNumber, path).toArray()[0] ?? null;

export function writeArtifact(sql: SqlStorage, runNumber: number, { path, sha256, size, content_type }: NewArtifact, now: number): void {
  sql.exec("INSERT OR REPLACE INTO artifacts VALUES (?, ?, ?, ?, ?, ?)", runNumber, path, sha256, size, content_type, now);
}

/** Where the paths below a folder begin and end; the run's own folder is "". `0` follows `/`. */
const below = (folder: string): [from: string, to: string] => (folder === "" ? ["", "\u{10ffff}"] : [`${folder}/`, `${folder}0`]);

/** Files below a folder from a place on, in order of their paths. */
export function filesBelow(sql: SqlStorage, runNumber: number, folder: string, after: string, limit: number): ArtifactRow[] {
  const [from, to] = below(folder);
  const query = `SELECT ${COLUMNS} FROM artifacts WHERE run_number = ? AND path >= ? AND path < ? AND path > ? ORDER BY path LIMIT ?`;
  return sql.exec<ArtifactRow>(query, runNumber, from, to, after, limit).toArray();
}

/** The first file below a folder from a place on. */
export function firstFileFrom(sql: SqlStorage, runNumber: number, folder: string, place: string): ArtifactRow | null {
  const [from, to] = below(folder);
  const query = `SELECT ${COLUMNS} FROM artifacts WHERE run_number = ? AND path >= ? AND path < ? AND path >= ? ORDER BY path LIMIT 1`;
  return sql.exec<ArtifactRow>(query, runNumber, from, to, place).toArray()[0] ?? null;
}

/** What is below a folder, summed up. */
export function sumBelow(sql: SqlStorage, runNumber: number, folder: string): { files: number; size: number; created_at: number } {
  const [from, to] = below(folder);
  return sql
    .exec<{ files: number; size: number; created_at: number }>(
      `SELECT count(*) AS files, coalesce(sum(size), 0) AS size, coalesce(max(created_at), 0) AS created_at
       FROM artifacts WHERE run_number = ? AND path >= ? AND path < ?`,
      runNumber,
      from,
      to,
    )
    .one();
}

/** The first of some paths that is a file. */
export const fileAmong = (sql: SqlStorage, runNumber: number, paths: readonly string[]): string | null =>
  paths.length === 0
    ? null
    : (sql
        .exec<{ path: string }>(
          `SELECT path FROM artifacts WHERE run_number = ? AND path IN (${paths.map(() => "?").join()}) LIMIT 1`,
          runNumber,
          ...paths,
        )
        .toArray()[0]?.path ?? null);

/** Deletes a file and what is below it as a folder, at most so many, and answers what it was. */
export function deleteArtifacts(sql: SqlStorage, runNumber: number, path: string, limit: number): ArtifactRow[] {
  const [from, to] = below(path);
  return sql
    .exec<ArtifactRow>(
      `DELETE FROM artifacts WHERE run_number = ?1 AND path IN
         (SELECT path FROM artifacts WHERE run_number = ?1 AND (path = ?2 OR (path >= ?3 AND path < ?4)) LIMIT ?5) RETURNING ${COLUMNS}`,
      runNumber,
      path,
      from,
      to,
      limit,
    )
    .toArray();
}

export interface FileTotals {
  artifact_count: number;
  artifact_bytes: number;
}

/** How many files a run has, and how large they are together. */
export const readFileTotals = (sql: SqlStorage, runNumber: number): FileTotals =>
  sql
    .exec<FileTotals & Record<string, number>>("SELECT artifact_count, artifact_bytes FROM run_files WHERE run_number = ?", runNumber)
    .toArray()[0] ?? { artifact_count: 0, artifact_bytes: 0 };

export function addToFileTotals(sql: SqlStorage, runNumber: number, { artifact_count, artifact_bytes }: FileTotals): void {
  sql.exec(
    `INSERT INTO run_files (run_number, artifact_count, artifact_bytes) VALUES (?, ?, ?) ON CONFLICT (run_number)
       DO UPDATE SET artifact_count = artifact_count + excluded.artifact_count, artifact_bytes = artifact_bytes + excluded.artifact_bytes`,
    runNumber,
    artifact_count,
    artifact_bytes,
  );
}

export const toArtifact = ({ path, sha256, size, content_type, created_at }: ArtifactRow): Artifact => ({
  path,
  sha256,
  size,
  content_type,
  created_at: timestamp(created_at),
});
