import type { Condition, Node, Operand } from "./ast.ts";
import { printField } from "./fields.ts";
import { escapeLike, unescapeLike } from "./like.ts";
import { printValue, quoteText } from "./values.ts";

/**
 * A filter as text: what `parseFilter` reads as the same filter. Words are small, text is in double quotes, parentheses stand only
 * where they are needed.
 *
 * @example printFilter({ kind: "not", item: condition });
 */
export function printFilter(node: Node): string {
  switch (node.kind) {
    case "and":
    case "or":
      return node.items
        .map((item) => (needsParentheses(item, node.kind) ? `(${printFilter(item)})` : printFilter(item)))
        .join(` ${node.kind} `);
    case "not":
      return node.item.kind === "and" || node.item.kind === "or" ? `not (${printFilter(node.item)})` : `not ${printFilter(node.item)}`;
    default:
      return printCondition(node);
  }
}

const needsParentheses = (item: Node, inside: "and" | "or"): boolean => inside === "and" && item.kind === "or";

function printCondition(node: Condition): string {
  if (node.kind === "search") return quoteText(node.text);
  const left = printOperand(node.left);
  const not = "negated" in node && node.negated ? "not " : "";
  switch (node.kind) {
    case "compare":
      return `${left} ${node.op} ${printValue(node.right)}`;
    case "in":
      return `${left} ${not}in (${node.values.map(printValue).join(", ")})`;
    case "between":
      return `${left} ${not}between ${printValue(node.low)} and ${printValue(node.high)}`;
    case "like": {
      const part = node.ignoreCase ? containedText(node.pattern) : null;
      if (part !== null) return `${left} ${not}contains ${quoteText(part)}`;
      return `${left} ${not}${node.ignoreCase ? "ilike" : "like"} ${quoteText(node.pattern)}`;
    }
    case "match":
      return `${left} ${node.negated ? "!~" : "~"} ${quoteText(node.pattern)}`;
    case "null":
      return `${left} is ${not}null`;
    case "test":
      return left;
  }
}

/** The text that a pattern looks for when it only asks whether it is contained; null when it asks more. */
export function containedText(pattern: string): string | null {
  if (pattern.length < 2 || !pattern.startsWith("%") || !pattern.endsWith("%")) return null;
  const text = unescapeLike(pattern.slice(1, -1));
  return text !== null && `%${escapeLike(text)}%` === pattern ? text : null;
}

function printOperand(operand: Operand): string {
  if (operand.kind !== "call") return printField(operand);
  const metric = printField({ kind: "metric", key: operand.key, stat: "last" });
  return operand.argument === null ? `${operand.fn}(${metric})` : `${operand.fn}(${metric}, ${operand.argument})`;
}
