import {
  ATTRIBUTES,
  type Condition,
  containedText,
  escapeLike,
  type Field,
  type Node,
  parseFilter,
  printField,
  printFilter,
  readLiteral,
  type Value,
} from "@cairn/sdk/filter";

/** What a chip can ask of a field. */
export const OPERATORS = [
  { value: "=", label: "is" },
  { value: "!=", label: "is not" },
  { value: "<", label: "<" },
  { value: "<=", label: "≤" },
  { value: ">", label: ">" },
  { value: ">=", label: "≥" },
  { value: "in", label: "is one of" },
  { value: "not in", label: "is none of" },
  { value: "contains", label: "contains" },
  { value: "not contains", label: "does not contain" },
  { value: "matches", label: "matches" },
  { value: "exists", label: "is set" },
  { value: "missing", label: "is not set" },
] as const;
export type Operator = (typeof OPERATORS)[number]["value"];

/** A condition as the chip form edits it. */
export interface ChipValue {
  field: Field;
  operator: Operator;
  values: Value[];
}

/** The parts of a filter that all must hold; each is a chip. Throws FilterError. */
export function partsOf(text: string): Node[] {
  const node = parseFilter(text);
  if (!node) return [];
  return node.kind === "and" ? node.items : [node];
}

/** The filter that asks for all of the parts. */
export function joined(parts: readonly Node[]): string {
  const [first] = parts;
  return parts.length > 1 ? printFilter({ kind: "and", items: [...parts] }) : first ? printFilter(first) : "";
}

/** What the form can show of a part; null for what only text can say: `or`, functions of the history, searches. */
export function chipOf(part: Node): ChipValue | null {
  if ("items" in part || "item" in part || part.kind === "search") return null;
  if (part.left.kind === "call") return null;
  const field = part.left;
  const chip = (operator: Operator, values: Value[] = []): ChipValue => ({ field, operator, values });
  switch (part.kind) {
    case "compare":
      return chip(part.op, [part.right]);
    case "in":
      return chip(part.negated ? "not in" : "in", part.values);
    case "like": {
      const text = part.ignoreCase ? containedText(part.pattern) : null;
      return text === null ? null : chip(part.negated ? "not contains" : "contains", [{ kind: "string", value: text }]);
    }
    case "match":
      return part.negated ? null : chip("matches", [{ kind: "string", value: part.pattern }]);
    case "null":
      return chip(part.negated ? "exists" : "missing");
    case "test":
      return chip("=", [{ kind: "boolean", value: true }]);
    case "between":
      return null;
  }
}

/** The condition that the form says, as text. */
export function chipText({ field, operator, values }: ChipValue): string {
  const left = field;
  const span = null;
  const first = values[0] ?? { kind: "string", value: "" };
  const text = first.kind === "string" ? first.value : "";
  const print = (condition: Condition) => printFilter(condition);
  switch (operator) {
    case "in":
    case "not in":
      return print({ kind: "in", left, values, negated: operator === "not in", span });
    case "contains":
      return printContains(field, text, false);
    case "not contains":
      return printContains(field, text, true);
    case "matches":
      return print({ kind: "match", left, pattern: text, negated: false, span });
    case "exists":
    case "missing":
      return print({ kind: "null", left, negated: operator === "exists", span });
    default:
      return print({ kind: "compare", left, op: operator, right: first, span });
  }
}

/** Percent signs and underscores in the text stand for themselves. */
function printContains(field: Field, text: string, negated: boolean): string {
  return printFilter({ kind: "like", left: field, pattern: `%${escapeLike(text)}%`, ignoreCase: true, negated, span: null });
}

/** Operators that make sense for a field. */
export function operatorsFor(field: Field, types: readonly string[]): Operator[] {
  const isText = !isOnly(types, "number") && !isOnly(types, "boolean") && !isTime(field) && field.kind !== "metric";
  const isOrdered = field.kind === "metric" || types.includes("number") || isTime(field) || isDuration(field);
  const operators: Operator[] = isTime(field) ? [] : ["=", "!="];
  if (isOrdered) operators.push("<", "<=", ">", ">=");
  if (!isTime(field) && field.kind !== "metric") operators.push("in", "not in");
  if (isText && !isDuration(field)) operators.push("contains", "not contains", "matches");
  return [...operators, "exists", "missing"];
}

const isOnly = (types: readonly string[], type: string) => types.length > 0 && types.every((one) => one === type);
const attributeType = (field: Field) => (field.kind === "attribute" ? ATTRIBUTES[field.name] : null);
export const isTime = (field: Field): boolean => attributeType(field) === "time";
const isDuration = (field: Field): boolean => attributeType(field) === "duration";

/** What was typed, as a value of the field: tags and names are text even where they look like numbers. */
export function typedValue(field: Field, typed: string, types: readonly string[]): Value {
  const text = typed.trim();
  const isText = field.kind === "tag" || attributeType(field) === "string" || isOnly(types, "string");
  const literal = isText ? null : readLiteral(text);
  return literal ?? { kind: "string", value: typed };
}

export const fieldName = (field: Field): string => printField(field);
