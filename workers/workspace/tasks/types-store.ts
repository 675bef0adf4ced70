import type { TaskResult } from "@cairn/sdk/schema";

export interface TypeRow extends Record<string, SqlStorageValue> {
  id: number;
  namespace: string;
  name: string;
  version: string;
  schema: string | null;
  schema_hash: string | null;
  base: string | null;
  needs: string | null;
  doc: string | null;
  module: string | null;
  is_declared: number;
  absent: number;
  incomplete: number;
  success: number;
  failed: number;
  outputs: number;
  size_bytes: number;
  last_used_at: number | null;
}

export interface TypeName {
  namespace: string;
  name: string;
  version: string;
}

/** The id of a type, which is made when there is none of that name. */
export function typeIdFor(sql: SqlStorage, { namespace, name, version }: TypeName): number {
  const found = sql
    .exec<{ id: number }>("SELECT id FROM task_types WHERE namespace = ? AND name = ? AND version = ?", namespace, name, version)
    .toArray()[0];
  if (found) return found.id;
  return sql
    .exec<{ id: number }>("INSERT INTO task_types (namespace, name, version) VALUES (?, ?, ?) RETURNING id", namespace, name, version)
    .one().id;
}

/** What is counted of a task: null for one that is in the trash or not there. */
export interface Counted {
  result: TaskResult;
  /** Size of its output; null: it has none. */
  sizeBytes: number | null;
}

interface Difference extends Record<TaskResult, number> {
  outputs: number;
  sizeBytes: number;
}

/** Adds up how the counts of types change within one transaction, so that each type is written once. */
export class TypeCounts {
  readonly #types = new Map<number, Difference>();
  readonly #schemas = new Map<string, { typeId: number; schemaHash: string; tasks: number }>();
  readonly #edges = new Map<string, { from: number; to: number; edges: number }>();

  /** Notes that a task is counted so now and was counted otherwise before. */
  change(typeId: number, before: Counted | null, after: Counted | null): void {
    const counts = this.#of(typeId);
    if (before) add(counts, before, -1);
    if (after) add(counts, after, 1);
  }

  /** Notes tasks of a type that come with a schema, or go. */
  schema(typeId: number, schemaHash: string, tasks: number): void {
    const key = `${typeId} ${schemaHash}`;
    const entry = this.#schemas.get(key) ?? { typeId, schemaHash, tasks: 0 };
    this.#schemas.set(key, entry);
    entry.tasks += tasks;
  }

  /** Notes an edge between tasks of two types that comes, or goes. */
  edge(from: number, to: number, edges: number): void {
    const key = `${from} ${to}`;
    const entry = this.#edges.get(key) ?? { from, to, edges: 0 };
    this.#edges.set(key, entry);
    entry.edges += edges;
  }

  /** Writes what was noted; call it inside the transaction. */
  write(sql: SqlStorage, now: number): void {
    for (const [typeId, counts] of this.#types)
      sql.exec(
        `UPDATE task_types SET absent = absent + ?, incomplete = incomplete + ?, success = success + ?, failed = failed + ?,
           outputs = outputs + ?, size_bytes = size_bytes + ?, last_used_at = ? WHERE id = ?`,
        counts.absent,
        counts.incomplete,
        counts.success,
        counts.failed,
        counts.outputs,
        counts.sizeBytes,
        now,
        typeId,
      );
    for (const { typeId, schemaHash, tasks } of this.#schemas.values())
      sql.exec(
        "INSERT INTO task_schemas VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET tasks = tasks + excluded.tasks",
        typeId,
        schemaHash,
        tasks,
      );
    for (const { from, to, edges } of this.#edges.values())
      sql.exec("INSERT INTO task_type_edges VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET edges = edges + excluded.edges", from, to, edges);
  }

  #of(typeId: number): Difference {
    const counts = this.#types.get(typeId) ?? { absent: 0, incomplete: 0, success: 0, failed: 0, outputs: 0, sizeBytes: 0 };
    this.#types.set(typeId, counts);
    return counts;
  }
}

function add(counts: Difference, { result, sizeBytes }: Counted, sign: 1 | -1): void {
  counts[result] += sign;
  if (sizeBytes === null) return;
  counts.outputs += sign;
  counts.sizeBytes += sign * sizeBytes;
}

export const readType = (sql: SqlStorage, id: number): TypeRow => sql.exec<TypeRow>("SELECT * FROM task_types WHERE id = ?", id).one();

/** Whether code ever told which types it has. */
export const hasManifest = (sql: SqlStorage): boolean =>
  sql.exec("SELECT 1 FROM task_settings WHERE declared_at IS NOT NULL").toArray().length > 0;
