import init from "../../migrations/usage/0001_init.sql";
import type { Migration } from "../shared/migrate.ts";

/** In the order they are applied. Append only: what was once deployed is never edited, moved or removed. */
export const USAGE_MIGRATIONS: readonly Migration[] = [{ name: "0001_init", sql: init }];
