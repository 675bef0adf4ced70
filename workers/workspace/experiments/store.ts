import type { Experiment } from "@cairn/sdk/schema";
import { timestamp, timestampOrNull } from "../../shared/clock.ts";

export interface ExperimentRow extends Record<string, SqlStorageValue> {
  number: number;
  id: string;
  name: string;
  description: string;
  tags: string;
  archived_at: number | null;
  created_at: number;
  run_count: number;
  last_run_at: number | null;
}

export function insertExperiment(sql: SqlStorage, row: { id: string; name: string; description: string; now: number }): ExperimentRow {
  return sql
    .exec<ExperimentRow>(
      "INSERT INTO experiments (id, name, description, created_at) VALUES (?, ?, ?, ?) RETURNING *",
      row.id,
      row.name,
      row.description,
      row.now,
    )
    .one();
}

/** The experiment of that id or name. An id wins, because a name can look like another experiment's id. */
export function findExperiment(sql: SqlStorage, ref: string): ExperimentRow | null {
  return readExperiment(sql, "id", ref) ?? readExperiment(sql, "name", ref);
}

export function readExperiment(sql: SqlStorage, by: "id" | "name", value: string): ExperimentRow | null {
  return sql.exec<ExperimentRow>(`SELECT * FROM experiments WHERE ${by} = ?`, value).toArray()[0] ?? null;
}

export const countExperiments = (sql: SqlStorage): number => sql.exec<{ n: number }>("SELECT count(*) AS n FROM experiments").one().n;

/** Newest first, those before a number. */
export const pageExperiments = (sql: SqlStorage, { before, limit }: { before: number; limit: number }) =>
  sql.exec<ExperimentRow>("SELECT * FROM experiments WHERE number < ? ORDER BY number DESC LIMIT ?", before, limit);

/** Counts a new run of an experiment. */
export function addRunTo(sql: SqlStorage, experimentNumber: number, now: number): void {
  sql.exec("UPDATE experiments SET run_count = run_count + 1, last_run_at = ? WHERE number = ?", now, experimentNumber);
}

/** Takes a run out of the count; call it after the run's row is gone. */
export function dropRunFrom(sql: SqlStorage, experimentNumber: number): void {
  sql.exec(
    `UPDATE experiments SET run_count = run_count - 1,
       last_run_at = (SELECT created_at FROM runs WHERE experiment_number = ?1 ORDER BY number DESC LIMIT 1)
     WHERE number = ?1`,
    experimentNumber,
  );
}

export const toExperiment = (row: ExperimentRow): Experiment => ({
  id: row.id,
  name: row.name,
  description: row.description,
  tags: JSON.parse(row.tags),
  archived_at: timestampOrNull(row.archived_at),
  created_at: timestamp(row.created_at),
  run_count: row.run_count,
  last_run_at: timestampOrNull(row.last_run_at),
});
