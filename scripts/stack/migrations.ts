import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { controlMigrations } from "./paths.ts";
import type { Database } from "./runtime.ts";
import { splitSql } from "./sql.ts";

/** The table in which wrangler keeps the names of applied migrations, so that both can work on one state folder. */
const table = `CREATE TABLE IF NOT EXISTS d1_migrations (
  id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL)`;

/**
 * Applies the control plane's migrations that the database has not seen, each in one transaction with its own record.
 * Returns their names. Throws when the database holds a migration that this checkout does not know (it is newer).
 */
export async function migrateControl(db: Database): Promise<string[]> {
  const files = readdirSync(controlMigrations)
    .filter((name) => name.endsWith(".sql"))
    .sort();
  await db.batch([db.prepare(table)]);
  const { results } = await db.prepare("SELECT name FROM d1_migrations").all<{ name: string }>();
  const applied = new Set(results.map((row) => row.name));
  const unknown = [...applied].filter((name) => !files.includes(name));
  if (unknown.length > 0) {
    throw new Error(
      `The state folder was written by a newer Cairn (migration ${unknown.join(", ")}). Use that version, or start with --reset.`,
    );
  }
  const pending = files.filter((name) => !applied.has(name));
  for (const name of pending) {
    const statements = splitSql(readFileSync(join(controlMigrations, name), "utf8"));
    await db.batch([...statements.map((sql) => db.prepare(sql)), db.prepare("INSERT INTO d1_migrations (name) VALUES (?)").bind(name)]);
  }
  return pending;
}
