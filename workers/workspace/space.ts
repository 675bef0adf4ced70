import { Fault } from "../shared/errors.ts";
import { WORKSPACE_MAX_BYTES } from "./limits.ts";

/** A fault that names the limit and its value. */
export const limitReached = (name: string, value: number): Fault =>
  new Fault("limit_reached", `The limit of ${value} for ${name} is reached.`, { limit: { name, value } });

/** Throws `limit_reached` when the workspace's data is as large as an object may hold; deleting runs makes room. */
export function requireRoom(sql: SqlStorage): void {
  if (sql.databaseSize > WORKSPACE_MAX_BYTES) throw limitReached("workspace_bytes", WORKSPACE_MAX_BYTES);
}
