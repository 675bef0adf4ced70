import type { Condition, Field, Node, Operand, Value } from "@cairn/sdk/filter";
import type { MetricSummary, Run } from "@cairn/sdk/schema";

// What a filter means, written down as plainly as can be: one run at a time, from the run as the API tells it. Only tests use it; the
// engine, which shares nothing with it but the tree of the filter, is held against it.

type Cell = string | number | boolean | null;

/** Whether a filter finds a run. */
export function finds(node: Node, run: Run): boolean {
  if ("items" in node)
    return node.kind === "and" ? node.items.every((item) => finds(item, run)) : node.items.some((item) => finds(item, run));
  if (node.kind === "not") return !finds(node.item, run);
  if (node.kind === "search") return searched(run).some((text) => text.toLowerCase().includes(node.text.toLowerCase()));
  const cell = cellOf(node.left, run);
  if (node.kind === "null") return (cell === null) !== node.negated;
  return cell !== null && holds(node, cell);
}

const searched = (run: Run): string[] => [run.name, run.id, run.experiment.name, run.group ?? "", ...Object.values(run.tags)];

function holds(node: Exclude<Condition, { kind: "search" | "null" }>, cell: Cell): boolean {
  switch (node.kind) {
    case "test":
      return cell === true;
    case "compare":
      return compares(cell, node.op, node.right);
    case "in":
      return node.values.some((value) => compares(cell, "=", value)) !== node.negated;
    case "between":
      return (compares(cell, ">=", node.low) && compares(cell, "<=", node.high)) !== node.negated;
    case "like": {
      const escaped = node.pattern
        .replaceAll(/[.*+?^${}()|[\]]/g, "\\$&")
        .replaceAll("%", "[^]*")
        .replaceAll("_", "[^]");
      return new RegExp(`^${escaped}$`, node.ignoreCase ? "i" : "").test(String(cell)) !== node.negated;
    }
    case "match":
      return new RegExp(node.pattern).test(String(cell)) !== node.negated;
  }
}

function compares(cell: Cell, op: string, value: Value): boolean {
  const [left, right] = alike(cell, value);
  if (left === null) return op === "!=";
  const isEqual = left === right || (Number.isNaN(left) && Number.isNaN(right));
  if (op === "=") return isEqual;
  if (op === "!=") return !isEqual;
  return { "<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right }[op] ?? false;
}

/** Both as what the value is; null for a cell that cannot be that. */
function alike(cell: Cell, value: Value): [Exclude<Cell, null>, Exclude<Cell, null>] | [null, null] {
  if (value.kind === "string") return [String(cell), value.value];
  if (value.kind === "boolean") {
    const truth = /^[tT]rue$/.test(String(cell)) ? true : /^[fF]alse$/.test(String(cell)) ? false : null;
    return truth === null ? [null, null] : [truth, value.value];
  }
  if (value.kind !== "number") throw new Error("the reference knows no times");
  if (typeof cell === "number") return [cell, value.value];
  return typeof cell === "string" && /^[-+]?\d+(\.\d+)?$/.test(cell) ? [Number(cell), value.value] : [null, null];
}

function cellOf(operand: Operand, run: Run): Cell {
  if (operand.kind === "call") throw new Error("the reference reads no points");
  if (operand.kind === "metric") {
    const value = run.metrics[operand.key]?.[operand.stat as keyof MetricSummary];
    return value === undefined ? null : Number(value);
  }
  if (operand.kind === "attribute") return attributeOf(operand, run);
  const values: Record<string, Cell> = { param: run.params, tag: run.tags, summary: run.summary }[operand.kind];
  return Object.hasOwn(values, operand.key) ? (values[operand.key] ?? null) : null;
}

function attributeOf({ name }: Field & { kind: "attribute" }, run: Run): Cell {
  if (name === "experiment") return run.experiment.name;
  if (name === "number" || name === "name" || name === "status" || name === "group" || name === "attempt" || name === "has_diff")
    return run[name];
  throw new Error(`the reference knows no ${name}`);
}
