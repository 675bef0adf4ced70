import type { TaskAsset } from "@cairn/sdk/schema";
import { timestamp } from "../../shared/clock.ts";

export interface AssetRow extends Record<string, SqlStorageValue> {
  task: number;
  name: string;
  kind: string;
  size_bytes: number;
  attempt: number | null;
  created_by: string;
  created_at: number;
}

const COLUMNS = "task, name, kind, size_bytes, attempt, created_by, created_at";

/** Reports of a task, by name, without their content. */
export const pageAssets = (sql: SqlStorage, task: number): AssetRow[] =>
  sql.exec<AssetRow>(`SELECT ${COLUMNS} FROM task_assets WHERE task = ? ORDER BY name`, task).toArray();

export const findAsset = (sql: SqlStorage, task: number, name: string): (AssetRow & { content: string }) | null =>
  sql
    .exec<AssetRow & { content: string }>(`SELECT ${COLUMNS}, content FROM task_assets WHERE task = ? AND name = ?`, task, name)
    .toArray()[0] ?? null;

/** Stores a report, over one of the same name. */
export function writeAsset(sql: SqlStorage, asset: AssetRow & { content: string }): void {
  sql.exec(
    `INSERT OR REPLACE INTO task_assets (task, name, kind, content, size_bytes, attempt, created_by, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    asset.task,
    asset.name,
    asset.kind,
    asset.content,
    asset.size_bytes,
    asset.attempt,
    asset.created_by,
    asset.created_at,
  );
}

export const toAsset = (row: AssetRow): TaskAsset => ({
  name: row.name,
  kind: row.kind as TaskAsset["kind"],
  size_bytes: row.size_bytes,
  attempt: row.attempt,
  created_at: timestamp(row.created_at),
  created_by: JSON.parse(row.created_by),
});
