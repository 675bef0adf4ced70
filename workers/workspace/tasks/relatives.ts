import type { Page, TaskGraph, TaskRelative } from "@cairn/sdk/schema";
import { encodeCursor } from "../../shared/cursor.ts";
import type { VerbInput } from "../context.ts";
import { type Direction, type Reached, readDependencies, readEdgesAmong, walk } from "./edge-store.ts";
import { RELATIVES_MAX } from "./limits.ts";
import { toRef } from "./rows.ts";
import { countDependents, readTask, readTaskNumbers } from "./store.ts";

export interface RelativesInput {
  task: string;
  direction: Direction;
  transitive: boolean;
  /** How many come before the page. */
  offset: number;
  limit: number;
}

/** What a task needs, or what needs it: the nearest first. Those in the trash are told of as such. Throws `not_found`. */
export function listRelatives({ ctx, input }: VerbInput<RelativesInput>): Page<TaskRelative> {
  const { sql } = ctx;
  const { offset, limit, direction, transitive } = input;
  const { number } = readTask(sql, input.task);
  const end = Math.min(offset + limit + 1, RELATIVES_MAX);
  const all = orderedFrom(sql, number, direction, transitive, end);
  const shown = all.slice(offset, offset + limit);
  const rows = new Map(
    readTaskNumbers(
      sql,
      shown.map((one) => one.number),
    )
      .toArray()
      .map((row) => [row.number, row]),
  );
  const items = shown.flatMap((one) => {
    const row = rows.get(one.number);
    return row ? [{ ...toRef(row), distance: one.distance, is_deleted: row.deleted_at !== null }] : [];
  });
  return { items, next_cursor: all.length > offset + limit ? encodeCursor({ offset: offset + limit }) : null };
}

function orderedFrom(sql: SqlStorage, number: number, direction: Direction, transitive: boolean, limit: number): Reached[] {
  if (transitive) return walk(sql, [number], direction, limit);
  // Those that it needs itself come in its own order.
  if (direction === "dependencies") return readDependencies(sql, number).map((one) => ({ number: one, distance: 1 }));
  return walk(sql, [number], direction, limit, 1);
}

/** The neighbourhood of a task, both ways: so many steps, so many tasks. Throws `not_found`. */
export function readTaskGraph({ ctx, input }: VerbInput<{ task: string; depth: number; limit: number }>): TaskGraph {
  const { sql } = ctx;
  const { depth, limit } = input;
  const { number } = readTask(sql, input.task);
  const up = walk(sql, [number], "dependencies", limit + 1, depth);
  const down = walk(sql, [number], "dependents", limit + 1, depth);
  const nearest = [...up, ...down].sort((a, b) => a.distance - b.distance).slice(0, limit - 1);
  const numbers = [...new Set([number, ...nearest.map((one) => one.number)])];
  const rows = readTaskNumbers(sql, numbers)
    .toArray()
    .sort((a, b) => a.number - b.number);
  const dependents = countDependents(sql, numbers);
  const places = new Map(rows.map((row, i) => [row.number, i]));
  return {
    nodes: rows.map((row) => ({
      ...toRef(row),
      dependency_count: row.dependency_count,
      dependent_count: dependents.get(row.number) ?? 0,
    })),
    edges: readEdgesAmong(sql, numbers).map(([task, dependency]) => [places.get(task) as number, places.get(dependency) as number]),
    is_truncated: up.length + down.length > nearest.length,
  };
}
