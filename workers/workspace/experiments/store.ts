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

export interface NewExperiment {
  id: string;
  name: string;
  description: string;
  tags: string;
  now: number;
}

export function insertExperiment(sql: SqlStorage, row: NewExperiment): ExperimentRow {
  return sql
    .exec<ExperimentRow>(
      "INSERT INTO experiments (id, name, description, tags, created_at) VALUES (?, ?, ?, ?, ?) RETURNING *",
      row.id,
      row.name,
      row.description,
      row.tags,
      row.now,
    )
    .one();
}

/** Sets some columns of an experiment. */
export function writeExperiment(
  sql: SqlStorage,
  number: number,
  columns: Partial<Pick<ExperimentRow, "name" | "description" | "tags" | "archived_at">>,
): void {
  const names = Object.keys(columns);
  if (names.length === 0) return;
  sql.exec(`UPDATE experiments SET ${names.map((name) => `${name} = ?`).join(", ")} WHERE number = ?`, ...Object.values(columns), number);
}

/** The experiment of that id or name. An id wins, because a name can look like another experiment's id. */
export function findExperiment(sql: SqlStorage, ref: string): ExperimentRow | null {
  return readExperiment(sql, "id", ref) ?? readExperiment(sql, "name", ref);
}

export function readExperiment(sql: SqlStorage, by: "id" | "name", value: string): ExperimentRow | null {
  return sql.exec<ExperimentRow>(`SELECT * FROM experiments WHERE ${by} = ?`, value).toArray()[0] ?? null;
}

export const countExperiments = (sql: SqlStorage): number => sql.exec<{ n: number }>("SELECT count(*) AS n FROM experiments").one().n;

export type Archived = "no" | "yes" | "all";

const ARCHIVED: Record<Archived, string> = { no: "archived_at IS NULL", yes: "archived_at IS NOT NULL", all: "TRUE" };

/** Newest first, those before a number whose name the caller wants. Names are read first, because descriptions can be long. */
export function* pageExperiments(
  sql: SqlStorage,
  { before, archived, wants }: { before: number; archived: Archived; wants: (name: string) => boolean },
): Generator<ExperimentRow> {
  const query = `SELECT number, name FROM experiments WHERE number < ? AND ${ARCHIVED[archived]} ORDER BY number DESC`;
  for (const { number, name } of sql.exec<{ number: number; name: string }>(query, before).toArray())
    if (wants(name)) yield sql.exec<ExperimentRow>("SELECT * FROM experiments WHERE number = ?", number).one();
}

/** Names and counts of experiments that are not archived. */
export const readNames = (sql: SqlStorage): { name: string; run_count: number }[] =>
  sql.exec<{ name: string; run_count: number }>("SELECT name, run_count FROM experiments WHERE archived_at IS NULL").toArray();

/** Counts a run of an experiment that was made, moved there or taken back. */
export function addRunTo(sql: SqlStorage, experimentNumber: number, createdAt: number): void {
  sql.exec(
    "UPDATE experiments SET run_count = run_count + 1, last_run_at = max(coalesce(last_run_at, ?1), ?1) WHERE number = ?2",
    createdAt,
    experimentNumber,
  );
}

/** Takes a run out of the count; call it after the run is in the trash or elsewhere. */
export function dropRunFrom(sql: SqlStorage, experimentNumber: number): void {
  sql.exec(
    `UPDATE experiments SET run_count = run_count - 1,
       last_run_at = (SELECT max(created_at) FROM runs WHERE experiment_number = ?1 AND deleted_at IS NULL)
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
