import init from "../../migrations/workspace/0001_init.sql";
import type { Migration } from "./migrate.ts";

/** In the order they are applied. Append only: what was once deployed is never edited, moved or removed. */
export const WORKSPACE_MIGRATIONS: readonly Migration[] = [{ name: "0001_init", sql: init }];
