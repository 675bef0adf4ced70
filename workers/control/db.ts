import type { BatchItem } from "drizzle-orm/batch";
import { type DrizzleD1Database, drizzle } from "drizzle-orm/d1";
import * as schema from "./schema/index.ts";

/** The control plane's database. D1 has no interactive transaction: `batch` is the unit of atomicity. */
export type Db = DrizzleD1Database<typeof schema>;

export function openDb(d1: D1Database): Db {
  const db = drizzle(d1, { schema });
  const run = db.run.bind(db);
  // Drizzle's `batch` binds parameters to `stmt`, which its raw statements lack.
  db.run = (query) => {
    const raw = run(query);
    return Object.assign(raw, { stmt: d1.prepare(raw.getQuery().sql) });
  };
  return db;
}

/** A statement that can be part of a batch. */
export type Statement = BatchItem<"sqlite">;

/** Whether an error is SQLite refusing a second row with the same key. */
export function isUniqueViolation(error: unknown, hint = ""): boolean {
  for (let e = error; e instanceof Error; e = e.cause)
    if (e.message.includes("UNIQUE constraint failed") && e.message.includes(hint)) return true;
  return false;
}
