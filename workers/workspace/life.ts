import { migrate } from "../shared/migrate.ts";
import { WORKSPACE_MIGRATIONS } from "./migrations.ts";

/**
 * Opens the tables of a workspace; false when the workspace was destroyed. Throws when the object is not the one that its data
 * belongs to (its storage was copied from another workspace), and MigrationError.
 */
export async function openStorage(storage: DurableObjectStorage, workspaceId: string | undefined, nowMs: number): Promise<boolean> {
  if (!workspaceId?.startsWith("ws_")) throw new Error("a workspace object is reached by the workspace's id only");
  if (isDestroyed(storage.sql)) return false;
  await migrate(storage, WORKSPACE_MIGRATIONS, nowMs);
  storage.sql.exec("INSERT OR IGNORE INTO meta VALUES ('workspace_id', ?)", workspaceId);
  const owner = storage.sql.exec<{ value: string }>("SELECT value FROM meta WHERE key = 'workspace_id'").one().value;
  if (owner !== workspaceId) throw new Error(`this storage belongs to ${owner}, not to ${workspaceId}`);
  return true;
}

/**
 * Drops everything and leaves a tombstone, so that a request that comes late finds no workspace and makes none. The tombstone is
 * written before too: should the object die halfway, what is left of the data is already out of reach.
 */
export async function destroyStorage(storage: DurableObjectStorage, nowMs: number): Promise<void> {
  writeTombstone(storage.sql, nowMs);
  await storage.deleteAlarm();
  const dropped = storage.deleteAll();
  writeTombstone(storage.sql, nowMs);
  await dropped;
  // Where the runtime drops later than it says, the second tombstone went with the rest.
  writeTombstone(storage.sql, nowMs);
}

function writeTombstone(sql: SqlStorage, nowMs: number): void {
  sql.exec("CREATE TABLE IF NOT EXISTS tombstone (destroyed_at INTEGER NOT NULL) STRICT");
  sql.exec("INSERT INTO tombstone SELECT ? WHERE NOT EXISTS (SELECT 1 FROM tombstone)", nowMs);
}

const isDestroyed = (sql: SqlStorage): boolean =>
  sql.exec("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'tombstone'").toArray().length > 0;
