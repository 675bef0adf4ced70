import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { expect, test } from "vitest";
import { migrateControl } from "./migrations.ts";
import type { Database, Statement } from "./runtime.ts";

/** D1's interface on a SQLite in memory: a batch is one transaction. */
function database(): Database & { sqlite: DatabaseSync } {
  const sqlite = new DatabaseSync(":memory:");
  const statement = (sql: string, values: unknown[] = []): Statement & { run(): void } => ({
    bind: (...bound) => statement(sql, bound),
    run: () => void sqlite.prepare(sql).run(...(values as SQLInputValue[])),
    all: async <Row>() => ({ results: sqlite.prepare(sql).all(...(values as SQLInputValue[])) as Row[] }),
  });
  return {
    sqlite,
    prepare: (sql) => statement(sql),
    async batch(statements) {
      sqlite.exec("BEGIN");
      try {
        for (const one of statements) (one as ReturnType<typeof statement>).run();
        sqlite.exec("COMMIT");
      } catch (error) {
        sqlite.exec("ROLLBACK");
        throw error;
      }
    },
  };
}

test("applies every migration once and notes it where wrangler does", async () => {
  const db = database();
  const applied = await migrateControl(db);
  expect(applied[0]).toMatch(/^0001_.*\.sql$/);
  expect(await migrateControl(db)).toEqual([]);
  expect(db.sqlite.prepare("SELECT name FROM d1_migrations ORDER BY id").all()).toEqual(applied.map((name) => ({ name })));
});

test("a migration that fails leaves nothing behind", async () => {
  const db = database();
  // A table of the first migration is in the way.
  db.sqlite.exec("CREATE TABLE users (other INTEGER)");
  await expect(migrateControl(db)).rejects.toThrow("users");
  const tables = db.sqlite.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name").all();
  expect(tables).toEqual([{ name: "d1_migrations" }, { name: "users" }]);
});

test("refuses a database that a newer version has written", async () => {
  const db = database();
  await migrateControl(db);
  db.sqlite.exec("INSERT INTO d1_migrations (name) VALUES ('9999_future.sql')");
  await expect(migrateControl(db)).rejects.toThrow("9999_future.sql");
});
