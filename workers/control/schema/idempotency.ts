import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { at } from "./columns.ts";

// What was answered to writes that may come again.

/** First answers to keyed writes; see http/middleware/idempotency.ts. */
export const idempotencyKeys = sqliteTable(
  "idempotency_keys",
  {
    scope: text().notNull(),
    key: text().notNull(),
    fingerprint: text().notNull(),
    resourceSeed: text("resource_seed").notNull(),
    status: integer(),
    bodySealed: text("body_sealed"),
    lockedUntil: integer("locked_until").notNull(),
    createdAt: at("created_at"),
  },
  (t) => [primaryKey({ columns: [t.scope, t.key] })],
);
