import init from "../../migrations/webhook/0001_init.sql";
import usage from "../../migrations/webhook/0002_usage.sql";
import successDays from "../../migrations/webhook/0003_success_days.sql";
import type { Migration } from "../shared/migrate.ts";

/** In the order they are applied. Append only: what was once deployed is never edited, moved or removed. */
export const WEBHOOK_MIGRATIONS: readonly Migration[] = [
  { name: "0001_init", sql: init },
  { name: "0002_usage", sql: usage },
  { name: "0003_success_days", sql: successDays },
];
