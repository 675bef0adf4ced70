import { type Field, FilterError, type Node, parseField, parseFilter } from "@cairn/sdk/filter";
import type { Lifecycle, RunStatus } from "@cairn/sdk/schema";
import { Fault } from "../../shared/errors.ts";
import type { VerbCtx } from "../context.ts";
import { SEARCH_FIELDS_MAX } from "../limits.ts";
import { type Bound, bind, isTag } from "./bind.ts";
import { fieldName } from "./cells.ts";
import type { ColumnRef } from "./columns.ts";
import type { CellTest } from "./tests.ts";
import { type ColumnView, columnOf } from "./view.ts";

/** Which runs are asked for. */
export interface Question {
  /** Names or ids; undefined: all. */
  experiments?: readonly string[] | undefined;
  filter?: string | undefined;
  lifecycle: Lifecycle;
  status?: RunStatus | undefined;
  parentId?: string | undefined;
  group?: string | undefined;
}

/** Reads a filter or field and names its place in the request when it cannot be read. Throws `invalid_request`. */
export function readAt<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    const { message, position } = error;
    throw new Fault("invalid_request", `${path}: ${message}`, { errors: [{ path, rule: "filter", message, position }] });
  }
}

/** The field of a sort, a group or an aggregate. Throws `invalid_request` that names the path. */
export const fieldAt = (path: string, text: string): Field => readAt(path, () => parseField(text));

/** A question made ready: a run has to pass all of it. Throws `invalid_request`, `limit_reached`. */
export function bindQuestion(ctx: VerbCtx, view: ColumnView, question: Question, filterPath = "body.filter"): Bound {
  const tagFields = () => [...ctx.columns.fieldNames()].filter(isTag);
  const deps = { nowMs: view.nowMs, tagFields };
  const items: Bound[] = [there("created_at"), ...lifecycleTests(question.lifecycle)];
  if (question.experiments) items.push(experimentTest(view, question.experiments));
  for (const [name, value] of Object.entries({ status: question.status, parent_id: question.parentId, group: question.group })) {
    if (value === undefined) continue;
    const left: Field = { kind: "attribute", name: name as "status" | "parent_id" | "group" };
    items.push(bind({ kind: "compare", left, op: "=", right: { kind: "string", value }, span: null }, deps));
  }
  const node = readAt(filterPath, () => parseFilter(question.filter ?? ""));
  if (node) {
    requireKnown(ctx, node);
    items.push(readAt(filterPath, () => bind(node, deps)));
  }
  return { kind: "and", items };
}

const cells = (name: Parameters<typeof fieldName.attribute>[0], test: CellTest): Bound => ({
  kind: "cells",
  columns: [{ field: fieldName.attribute(name), part: 0 }],
  test,
});
const there = (name: Parameters<typeof fieldName.attribute>[0]): Bound => cells(name, { number: () => true });
const gone = (name: Parameters<typeof fieldName.attribute>[0]): Bound => cells(name, { none: true });

function lifecycleTests(lifecycle: Lifecycle): Bound[] {
  switch (lifecycle) {
    case "active":
      return [gone("archived_at"), gone("deleted_at")];
    case "archived":
      return [there("archived_at"), gone("deleted_at")];
    case "deleted":
      return [there("deleted_at")];
    case "all":
      return [];
  }
}

function experimentTest(view: ColumnView, names: readonly string[]): Bound {
  const wanted = new Set(names);
  const numbers = new Set<number>();
  for (const [number, { id, name }] of view.experiments) if (wanted.has(id) || wanted.has(name)) numbers.add(number);
  return cells("experiment_number", { number: (number) => numbers.has(number) });
}

/** A field that has no column because there are too many others would silently find nothing. */
function requireKnown(ctx: VerbCtx, node: Node): void {
  if (!ctx.columns.isOverfull) return;
  const known = ctx.columns.fieldNames();
  for (const { field } of columnsIn(node)) {
    if (known.has(field) || field.startsWith("v:")) continue;
    const detail = `The workspace has more than ${SEARCH_FIELDS_MAX} different params, tags and metrics; this one cannot be searched for.`;
    throw new Fault("limit_reached", detail, { limit: { name: "search_fields", value: SEARCH_FIELDS_MAX } });
  }
}

function columnsIn(node: Node): ColumnRef[] {
  if ("items" in node) return node.items.flatMap(columnsIn);
  if (node.kind === "not") return columnsIn(node.item);
  if (node.kind === "search") return [];
  const { left } = node;
  return [left.kind === "call" ? columnOf({ kind: "metric", key: left.key, stat: "last" }) : columnOf(left)];
}
