import { Fault } from "../../shared/errors.ts";
import type { TaskChanges } from "./change.ts";
import { insertEdge } from "./edge-store.ts";
import { readTasks, type TaskRow } from "./store.ts";

/** Keeps dependencies that were found while a task ran. Throws `invalid_request` for those that are not registered. */
export function connectDynamic(changes: TaskChanges, row: TaskRow, ids: readonly string[]): void {
  const found = readTasks(changes.sql, ids).toArray();
  const known = new Map(found.filter((other) => other.deleted_at === null).map((other) => [other.id, other]));
  let count = row.dependency_count;
  for (const id of ids) {
    const other = known.get(id);
    if (!other) throw new Fault("invalid_request", `Task ${row.id} needs ${id}, which is not registered.`);
    if (other.number === row.number) throw new Fault("invalid_request", `Task ${row.id} cannot need itself.`);
    if (!insertEdge(changes.sql, row.number, other.number, count, true)) continue;
    changes.counts.edge(row.type_id, other.type_id, 1);
    count += 1;
  }
  if (count > row.dependency_count) changes.set(row, { dependency_count: count });
}
