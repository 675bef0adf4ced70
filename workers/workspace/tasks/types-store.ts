import type { TaskResult } from "@cairn/sdk/schema";
import { limitReached } from "../space.ts";

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
  /** Of its last attempt; null: it has none. */
  attemptStatus: string | null;
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
  readonly #attempts = new Map<string, { typeId: number; status: string; tasks: number }>();
  readonly #edges = new Map<string, { from: number; to: number; edges: number }>();

  /** Notes that a task is counted so now and was counted otherwise before. */
  change(typeId: number, before: Counted | null, after: Counted | null): void {
    const counts = this.#of(typeId);
    if (before) add(counts, before, -1);
    if (after) add(counts, after, 1);
    this.#attempt(typeId, before?.attemptStatus ?? null, -1);
    this.#attempt(typeId, after?.attemptStatus ?? null, 1);
  }

  #attempt(typeId: number, status: string | null, tasks: number): void {
    if (status === null) return;
    const key = `${typeId} ${status}`;
    const entry = this.#attempts.get(key) ?? { typeId, status, tasks: 0 };
    this.#attempts.set(key, entry);
    entry.tasks += tasks;
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
    for (const [typeId, counts] of this.#types) {
      requireCountable(sql, typeId, counts);
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
    }
    for (const { typeId, schemaHash, tasks } of this.#schemas.values())
      sql.exec(
        "INSERT INTO task_schemas VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET tasks = tasks + excluded.tasks",
        typeId,
        schemaHash,
        tasks,
      );
    for (const { typeId, status, tasks } of this.#attempts.values())
      if (tasks !== 0)
        sql.exec(
          "INSERT INTO task_attempt_counts VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET tasks = tasks + excluded.tasks",
          typeId,
          status,
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

/** Throws `limit_reached` when the outputs of a type would have more bytes together than a number tells exactly. */
function requireCountable(sql: SqlStorage, typeId: number, { sizeBytes }: Difference): void {
  if (sizeBytes > 0 && readType(sql, typeId).size_bytes + sizeBytes > Number.MAX_SAFE_INTEGER)
    throw limitReached("output_bytes_per_type", Number.MAX_SAFE_INTEGER);
}

export const readType = (sql: SqlStorage, id: number): TypeRow => sql.exec<TypeRow>("SELECT * FROM task_types WHERE id = ?", id).one();

/** Whether code ever told which types it has. */
export const hasManifest = (sql: SqlStorage): boolean =>
  sql.exec("SELECT 1 FROM task_settings WHERE declared_at IS NOT NULL").toArray().length > 0;

/** All types, with how many of their tasks have another schema than the declared one. */
export const readTypes = (sql: SqlStorage): (TypeRow & { stale: number })[] =>
  sql
    .exec<TypeRow & { stale: number }>(
      `SELECT *, coalesce((SELECT sum(tasks) FROM task_schemas WHERE type_id = id AND task_schemas.schema_hash <> task_types.schema_hash), 0)
         AS stale FROM task_types ORDER BY namespace, name, id`,
    )
    .toArray();

/** What a manifest says of a type. */
export type Declared = Pick<TypeRow, "schema" | "schema_hash" | "base" | "needs" | "doc" | "module">;

/** Declares a type; answers whether anything of it is other than it was. */
export function declareType(sql: SqlStorage, id: number, declared: Declared): boolean {
  const { schema, schema_hash, base, needs, doc, module } = declared;
  const before = readType(sql, id);
  const isSame =
    before.is_declared === 1 && (Object.keys(declared) as (keyof Declared)[]).every((column) => before[column] === declared[column]);
  if (isSame) return false;
  sql.exec(
    "UPDATE task_types SET schema = ?, schema_hash = ?, base = ?, needs = ?, doc = ?, module = ?, is_declared = 1 WHERE id = ?",
    schema,
    schema_hash,
    base,
    needs,
    doc,
    module,
    id,
  );
  return true;
}

/** Notes that no other types are declared any more; answers how many were. */
export function undeclareExcept(sql: SqlStorage, ids: readonly number[]): number {
  const others = "is_declared = 1 AND id NOT IN (SELECT value FROM json_each(?))";
  const { n } = sql.exec<{ n: number }>(`SELECT count(*) AS n FROM task_types WHERE ${others}`, JSON.stringify(ids)).one();
  sql.exec(`UPDATE task_types SET is_declared = 0 WHERE ${others}`, JSON.stringify(ids));
  return n;
}

export const readManifest = (sql: SqlStorage): { declared_at: number | null; declared_by: string | null } =>
  sql.exec<{ declared_at: number | null; declared_by: string | null }>("SELECT declared_at, declared_by FROM task_settings").one();

export function writeManifest(sql: SqlStorage, now: number, by: string): void {
  sql.exec("UPDATE task_settings SET declared_at = ?, declared_by = ?", now, by);
}

/** Edges between tasks of types, counted. */
export const readTypeEdges = (sql: SqlStorage): { from: number; to: number; count: number }[] =>
  sql
    .exec<{ from: number; to: number; count: number }>(
      'SELECT from_type AS "from", to_type AS "to", edges AS count FROM task_type_edges WHERE edges > 0 ORDER BY 1, 2',
    )
    .toArray();
