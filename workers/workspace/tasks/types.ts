import type { NewTaskType, TaskManifest, TaskManifestAccepted, TaskType, TaskTypeGraph, TaskTypes } from "@cairn/sdk/schema";
import { timestampOrNull } from "../../shared/clock.ts";
import { transact, type VerbInput } from "../context.ts";
import { requireRoom } from "../space.ts";
import { parseOrNull } from "./rows.ts";
import { actorText } from "./store.ts";
import {
  declareType,
  hasManifest,
  readManifest,
  readTypeEdges,
  readTypes,
  type TypeRow,
  typeIdFor,
  undeclareExcept,
  writeManifest,
} from "./types-store.ts";

/** Takes what types the code has now. A type that was declared before and is not among them is an orphan from then on. */
export function declareTypes({ ctx, input }: VerbInput<TaskManifest>): TaskManifestAccepted {
  const { sql } = ctx;
  requireRoom(sql);
  return transact(ctx, (emit) => {
    let changed = 0;
    const ids = input.types.map((type) => {
      const id = typeIdFor(sql, type);
      if (declareType(sql, id, columnsOf(type))) changed += 1;
      return id;
    });
    const orphaned = undeclareExcept(sql, ids);
    writeManifest(sql, ctx.clock.now(), actorText(ctx.actor));
    const told = { declared: input.types.length, changed, orphaned };
    emit({ type: "task.types_declared", subject: { type: "workspace", id: ctx.workspaceId }, data: told });
    return told;
  });
}

const columnsOf = ({ schema, schema_hash, base, doc, module, dependencies }: NewTaskType) => ({
  schema: JSON.stringify(schema),
  schema_hash,
  base: base ? JSON.stringify(base) : null,
  needs: dependencies ? JSON.stringify(dependencies) : null,
  doc: doc ?? null,
  module: module ?? null,
});

/** All types: those of the manifest, and those that tasks have. */
export function listTypes({ ctx }: VerbInput<null>): TaskTypes {
  const { declared_at, declared_by } = readManifest(ctx.sql);
  return { items: toTypes(ctx.sql), declared_at: timestampOrNull(declared_at), declared_by: parseOrNull(declared_by) };
}

function toTypes(sql: SqlStorage): TaskType[] {
  const isManifested = hasManifest(sql);
  return readTypes(sql)
    .filter((row) => row.is_declared === 1 || row.absent + row.incomplete + row.success + row.failed > 0)
    .map((row) => toType(row, isManifested));
}

const toType = (row: TypeRow & { stale: number }, isManifested: boolean): TaskType => ({
  id: row.id,
  namespace: row.namespace,
  name: row.name,
  version: row.version,
  schema: parseOrNull(row.schema),
  schema_hash: row.schema_hash,
  base: parseOrNull(row.base),
  doc: row.doc,
  module: row.module,
  counts: { absent: row.absent, incomplete: row.incomplete, success: row.success, failed: row.failed },
  size_bytes: row.size_bytes,
  stale: row.stale,
  is_declared: row.is_declared === 1,
  is_orphan: isManifested && row.is_declared === 0,
  last_used_at: timestampOrNull(row.last_used_at),
});

/** The graph of everything, by type: from the edges of tasks, and from what the manifest says. */
export function readTypeGraph({ ctx }: VerbInput<null>): TaskTypeGraph {
  const { sql } = ctx;
  const types = toTypes(sql);
  const shown = new Set(types.map(({ id }) => id));
  const edges = readTypeEdges(sql).filter(({ from, to }) => shown.has(from) && shown.has(to));
  const known = new Set(edges.map(({ from, to }) => `${from} ${to}`));
  const newest = new Map(types.map((type) => [nameOf(type), type.id]));
  for (const row of readTypes(sql)) {
    if (row.needs === null || row.is_declared === 0) continue;
    for (const needed of JSON.parse(row.needs) as { namespace: string; name: string }[]) {
      const to = newest.get(nameOf(needed));
      if (to === undefined || known.has(`${row.id} ${to}`)) continue;
      known.add(`${row.id} ${to}`);
      edges.push({ from: row.id, to, count: 0 });
    }
  }
  const subtypes = types.flatMap(({ id, base }) => {
    const to = base && newest.get(nameOf(base));
    return to === null || to === undefined ? [] : [{ from: id, to }];
  });
  return { nodes: types.map(({ schema: _, ...type }) => type), edges, subtypes };
}

const nameOf = ({ namespace, name }: { namespace: string; name: string }): string => JSON.stringify([namespace, name]);
