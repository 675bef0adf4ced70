import {
  type Call,
  type Condition,
  type Field,
  FilterError,
  type METRIC_STATS,
  type Node,
  type Operand,
  printField,
} from "@cairn/sdk/filter";
import { clip, fieldName } from "./cells.ts";
import type { ColumnRef } from "./columns.ts";
import { likeTest, regexTest } from "./patterns.ts";
import { type CellTest, compareNumbers, compareTest, typeOfField } from "./tests.ts";
import { columnOf } from "./view.ts";

/** A function on the points of a metric. */
export interface HistoryTest {
  fn: "mean_last" | "min_last" | "max_last" | "at_step";
  key: string;
  argument: number;
  test: CellTest;
}

/** A filter made ready to be asked of columns. */
export type Bound =
  /** Whether a cell of any of the columns passes. */
  | { kind: "cells"; columns: readonly ColumnRef[]; test: CellTest }
  | { kind: "history"; asked: HistoryTest }
  | { kind: "and" | "or"; items: readonly Bound[] }
  | { kind: "not"; item: Bound };

export interface BindDeps {
  nowMs: number;
  /** Names of all stored fields that are tags. */
  tagFields(): readonly string[];
}

/** Makes a filter ready. Throws FilterError where a value does not fit its field. */
export function bind(node: Node, deps: BindDeps): Bound {
  switch (node.kind) {
    case "and":
    case "or":
      return { kind: node.kind, items: node.items.map((item) => bind(item, deps)) };
    case "not":
      return { kind: "not", item: bind(node.item, deps) };
    case "search":
      return bindSearch(node.text, deps);
    default:
      return bindCondition(node, deps);
  }
}

type Asking = Exclude<Condition, { kind: "search" }>;
const NUMBER_LEFT: Field = { kind: "metric", key: "", stat: "last" };

function bindCondition(node: Asking, deps: BindDeps): Bound {
  const at = node.span?.from ?? 0;
  const { left } = node;
  if (left.kind !== "call") return { kind: "cells", columns: [columnOf(left)], test: testOf(node, left, deps, at) };
  const metric = (stat: (typeof METRIC_STATS)[number]): ColumnRef => columnOf({ kind: "metric", key: left.key, stat });
  if (left.fn === "count") return { kind: "cells", columns: [metric("count")], test: testOf(node, NUMBER_LEFT, deps, at) };
  if (left.fn === "ever_nan" || left.fn === "ever_inf") return bindTruth(node, left, at);
  const { fn, key, argument } = left;
  return { kind: "history", asked: { fn, key, argument: argument ?? 0, test: testOf(node, NUMBER_LEFT, deps, at) } };
}

/** `ever_nan` and `ever_inf` are known without the points. They are false, not missing, only for runs that have the metric. */
function bindTruth(node: Asking, { fn, key }: Call, at: number): Bound {
  const metric = (stat: (typeof METRIC_STATS)[number]): ColumnRef => columnOf({ kind: "metric", key, stat });
  const infinite = (value: number) => value === Infinity || value === -Infinity;
  const isTrue: Bound =
    fn === "ever_nan"
      ? { kind: "cells", columns: [metric("nan_count")], test: { number: compareNumbers(">", 0) } }
      : { kind: "cells", columns: [metric("min"), metric("max")], test: { number: infinite } };
  const isThere: Bound = { kind: "cells", columns: [metric("count")], test: { number: () => true } };
  if (node.kind === "test") return isTrue;
  if (node.kind === "null") return node.negated ? isThere : { kind: "not", item: isThere };
  const isEquality = node.kind === "compare" && (node.op === "=" || node.op === "!=");
  if (!isEquality || node.right.kind !== "boolean") throw new FilterError(`${fn} is true or false; compare it with = true or = false`, at);
  if (node.right.value === (node.op === "=")) return isTrue;
  return { kind: "and", items: [isThere, { kind: "not", item: isTrue }] };
}

function testOf(node: Asking, field: Field, { nowMs }: BindDeps, at: number): CellTest {
  const asked = { field, nowMs, at };
  switch (node.kind) {
    case "compare":
      return compareTest(asked, node.op, node.right);
    case "in": {
      const texts = textsOf(node, field);
      if (texts) return { text: (value) => texts.has(value) !== node.negated };
      const tests = node.values.map((value) => compareTest(asked, node.negated ? "!=" : "=", value));
      return node.negated ? all(tests) : any(tests);
    }
    case "between": {
      const [low, high] = [compareTest(asked, ">=", node.low), compareTest(asked, "<=", node.high)];
      return node.negated ? negatedOf(all([low, high])) : all([low, high]);
    }
    case "like":
    case "match": {
      requireText(node.left, field, at);
      const matches = node.kind === "like" ? likeTest(node.pattern, node.ignoreCase) : regexTest(node.pattern, at);
      const text = node.negated ? (value: string) => !matches(value) : matches;
      return { text, number: (value) => text(String(value)), boolean: (value) => text(String(value)) };
    }
    case "null":
      return node.negated ? { number: () => true, text: () => true, boolean: () => true } : { none: true };
    case "test":
      return { boolean: (value) => value };
  }
}

/** The values of an `in` on a text attribute, such as ids, for looking them up at once; null where they have to be compared one by one. */
function textsOf(node: Asking & { kind: "in" }, field: Field): Set<string> | null {
  if (typeOfField(field) !== "string" || (field.kind === "attribute" && field.name === "status")) return null;
  const texts = node.values.map((value) => (value.kind === "string" ? clip(value.value) : null));
  return texts.every((text) => text !== null) ? new Set(texts) : null;
}

function requireText(left: Operand, field: Field, at: number): void {
  const type = typeOfField(field);
  if (type === "string" || type === "any") return;
  const name = left.kind === "call" ? left.fn : printField(left);
  throw new FilterError(`${name} is no text; compare it with = != < <= > >= in or between`, at);
}

const KINDS = ["number", "text", "boolean"] as const;

function all(tests: readonly CellTest[]): CellTest {
  const joined = (kind: (typeof KINDS)[number]) => tests.map((test) => test[kind] as ((value: unknown) => boolean) | undefined);
  return fromKinds((kind) => {
    const each = joined(kind);
    return each.every((test) => test !== undefined) ? (value) => each.every((test) => test?.(value)) : null;
  });
}

function any(tests: readonly CellTest[]): CellTest {
  return fromKinds((kind) => {
    const each = tests.map((test) => test[kind] as ((value: unknown) => boolean) | undefined).filter((test) => test !== undefined);
    return each.length > 0 ? (value) => each.some((test) => test(value)) : null;
  });
}

/** The opposite: what cannot be compared passes, as it does with `!=`; what is missing still does not match. */
function negatedOf(test: CellTest): CellTest {
  return fromKinds((kind) => {
    const one = test[kind] as ((value: unknown) => boolean) | undefined;
    return (value) => !one?.(value);
  });
}

function fromKinds(make: (kind: (typeof KINDS)[number]) => ((value: unknown) => boolean) | null): CellTest {
  return Object.fromEntries(KINDS.map((kind) => [kind, make(kind)] as const).filter(([, test]) => test !== null));
}

const SEARCHED = (["name", "id", "experiment", "group"] as const).map((name) => columnOf({ kind: "attribute", name }));

/** Text in a name, an id, an experiment, a group or a tag, in any case. */
function bindSearch(text: string, deps: BindDeps): Bound {
  const wanted = clip(text.toLowerCase());
  const columns = [...SEARCHED, ...deps.tagFields().map((field) => ({ field, part: 0 }))];
  return { kind: "cells", columns, test: { text: (value) => value.toLowerCase().includes(wanted) } };
}

/** Whether a filter asks for points. */
export function asksHistory(bound: Bound): boolean {
  if (bound.kind === "history") return true;
  if (bound.kind === "not") return asksHistory(bound.item);
  return bound.kind !== "cells" && bound.items.some(asksHistory);
}

export const isTag = (field: string): boolean => field.startsWith(fieldName.tag(""));
