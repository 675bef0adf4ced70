import { type Comparison, type Condition, HISTORY_FUNCTIONS, type HistoryFunction, type Operand, type Value } from "./ast.ts";
import type { TokenCursor } from "./cursor.ts";
import { FilterError, nearest } from "./error.ts";
import { ATTRIBUTES, attributeNamed, entityNamed, resolveField, shorten } from "./fields.ts";
import type { Token } from "./lexer.ts";
import { escapeLike } from "./like.ts";
import { readDuration, readLiteral } from "./values.ts";

/** Most values of one `in (…)`. */
export const FILTER_MAX_VALUES = 1_000;

const COMPARISONS: Record<string, Comparison> = { "=": "=", "==": "=", "!=": "!=", "<>": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">=" };
const TEXT_OPERATORS = ["in", "like", "ilike", "between", "matches", "contains"];
const KEYWORDS = ["and", "or", "not", "is", ...TEXT_OPERATORS];
const OPERATORS = "an operator (= != < <= > >= ~ !~ in like ilike contains matches between is)";

type Body = Condition extends infer C ? (C extends Condition ? Omit<C, "span"> : never) : never;

/** One condition: a comparison, or text to search for. Throws FilterError. */
export function parseCondition(cursor: TokenCursor): Condition {
  const { from } = cursor.peek();
  const body = parseBody(cursor);
  return { ...body, span: { from, to: cursor.end } };
}

function parseBody(cursor: TokenCursor): Body {
  const token = cursor.peek();
  if (token.kind === "string") {
    cursor.next();
    if (!beginsOperator(cursor)) return { kind: "search", text: token.text };
    return parseOperator(cursor, resolveField({ path: token.text, quoted: null, rest: "", position: token.from }));
  }
  if (token.kind !== "word" || cursor.isKeyword(KEYWORDS)) throw cursor.expected("a condition");
  const isCall = token.quoted === null && cursor.isSymbol("(", 1) && cursor.peek(1).from === token.to;
  if (isCall) {
    const left = parseCall(cursor);
    if (beginsOperator(cursor)) return parseOperator(cursor, left);
    if (left.fn === "ever_nan" || left.fn === "ever_inf") return { kind: "test", left };
    throw cursor.expected(OPERATORS);
  }
  cursor.next();
  if (beginsOperator(cursor)) return parseOperator(cursor, fieldOf(token));
  const attribute = attributeNamed(token.text);
  if (attribute && ATTRIBUTES[attribute] === "boolean") return { kind: "test", left: { kind: "attribute", name: attribute } };
  const dot = token.text.indexOf(".");
  if (token.quoted !== null || attribute || (dot > 0 && entityNamed(token.text.slice(0, dot)))) {
    fieldOf(token);
    const { from } = cursor.peek();
    throw new FilterError(`expected ${OPERATORS} after ${shorten(token.text)}; to search for it as text, put it in quotes`, from);
  }
  return { kind: "search", text: token.text };
}

const fieldOf = (token: Token & { kind: "word" }) =>
  resolveField({ path: token.text, quoted: token.quoted, rest: token.rest, position: token.from });

function beginsOperator(cursor: TokenCursor): boolean {
  const token = cursor.peek();
  if (token.kind === "symbol") return Object.hasOwn(COMPARISONS, token.text) || token.text.includes("~");
  return cursor.isKeyword(["is", ...TEXT_OPERATORS]) || (cursor.isKeyword(["not"]) && cursor.isKeyword(TEXT_OPERATORS, 1));
}

function parseOperator(cursor: TokenCursor, left: Operand): Body {
  if (cursor.takeKeyword("is")) {
    const negated = cursor.takeKeyword("not");
    if (!cursor.takeKeyword("null")) throw cursor.expected("null");
    return { kind: "null", left, negated };
  }
  const negated = cursor.takeKeyword("not");
  const token = cursor.next();
  const operator = token.kind === "word" || token.kind === "symbol" ? token.text.toLowerCase() : "";
  switch (operator) {
    case "in":
      return { kind: "in", left, values: parseValues(cursor), negated };
    case "between": {
      const low = parseValue(cursor);
      if (!cursor.takeKeyword("and")) throw cursor.expected("and, as in between 1 and 2");
      return { kind: "between", left, low, high: parseValue(cursor), negated };
    }
    case "like":
    case "ilike":
      return { kind: "like", left, pattern: parseText(cursor), ignoreCase: operator === "ilike", negated };
    case "contains":
      return { kind: "like", left, pattern: `%${escapeLike(parseText(cursor))}%`, ignoreCase: true, negated };
    case "matches":
    case "~":
    case "=~":
    case "!~":
      return { kind: "match", left, pattern: parseText(cursor), negated: negated || operator === "!~" };
    default: {
      const op = COMPARISONS[operator];
      if (!op) throw new FilterError(`expected ${OPERATORS}`, token.from);
      return { kind: "compare", left, op, right: parseValue(cursor) };
    }
  }
}

function parseValues(cursor: TokenCursor): Value[] {
  cursor.expectSymbol("(", "with the values, as in in (1, 2)");
  const values: Value[] = [];
  do {
    if (values.length === FILTER_MAX_VALUES) throw new FilterError(`in takes at most ${FILTER_MAX_VALUES} values`, cursor.peek().from);
    values.push(parseValue(cursor));
  } while (cursor.takeSymbol(","));
  cursor.expectSymbol(")", "after the values");
  return values;
}

/** A value; a word without quotes that is neither number nor date is text. */
function parseValue(cursor: TokenCursor): Value {
  const token = cursor.peek();
  if (token.kind === "string") {
    cursor.next();
    return { kind: "string", value: token.text };
  }
  if (token.kind !== "word" || cursor.isKeyword(KEYWORDS)) throw cursor.expected("a value");
  if (cursor.isKeyword(["now"]) && cursor.isSymbol("(", 1)) return parseNow(cursor);
  const literal = token.quoted === null ? readLiteral(token.text) : null;
  const dot = token.text.indexOf(".");
  if (!literal && (token.quoted !== null || (dot > 0 && entityNamed(token.text.slice(0, dot)))))
    throw new FilterError(`expected a value, not a field: put text in quotes`, token.from);
  cursor.next();
  return literal ?? { kind: "string", value: token.text };
}

function parseNow(cursor: TokenCursor): Value {
  cursor.next();
  cursor.next();
  cursor.expectSymbol(")", "after now(");
  const sign = cursor.peek();
  if (sign.kind !== "word" || sign.quoted !== null) return { kind: "now", offsetMs: 0 };
  if (sign.text === "-" || sign.text === "+") {
    cursor.next();
    const ms = durationAt(cursor);
    return { kind: "now", offsetMs: (sign.text === "-" ? -ms : ms) + 0 };
  }
  return /^[-+]/.test(sign.text) ? { kind: "now", offsetMs: durationAt(cursor) } : { kind: "now", offsetMs: 0 };
}

function durationAt(cursor: TokenCursor): number {
  const token = cursor.peek();
  const ms = token.kind === "word" && token.quoted === null ? readDuration(token.text) : null;
  if (ms === null) throw cursor.expected("a length of time such as 7d or 2h30m");
  cursor.next();
  return ms;
}

function parseText(cursor: TokenCursor): string {
  const token = cursor.peek();
  if (token.kind === "string" || (token.kind === "word" && token.quoted === null && !cursor.isKeyword(KEYWORDS))) {
    cursor.next();
    return token.text;
  }
  throw cursor.expected("text in quotes");
}

function parseCall(cursor: TokenCursor): Operand & { kind: "call" } {
  const name = cursor.next() as Token & { kind: "word" };
  const fn = name.text.toLowerCase();
  if (!Object.hasOwn(HISTORY_FUNCTIONS, fn))
    throw new FilterError(`there is no function ${shorten(name.text)}`, name.from, nearest(fn, Object.keys(HISTORY_FUNCTIONS)));
  cursor.next();
  const target = cursor.peek();
  const field = target.kind === "word" ? fieldOf(target) : null;
  if (field?.kind !== "metric" || field.stat !== "last") throw cursor.expected("a metric, as in mean_last(metrics.loss, 100)");
  cursor.next();
  const takes = HISTORY_FUNCTIONS[fn as HistoryFunction];
  let argument: number | null = null;
  if (takes !== null) {
    cursor.expectSymbol(",", `and a ${takes}`);
    const token = cursor.peek();
    const literal = token.kind === "word" && token.quoted === null ? readLiteral(token.text) : null;
    const least = takes === "count" ? 1 : -Number.MAX_SAFE_INTEGER;
    if (literal?.kind !== "number" || !Number.isSafeInteger(literal.value) || literal.value < least)
      throw cursor.expected(`a ${takes}, a whole number${takes === "count" ? " from 1" : ""}`);
    argument = literal.value;
    cursor.next();
  }
  cursor.expectSymbol(")", `after ${fn}(…`);
  return { kind: "call", fn: fn as HistoryFunction, key: field.key, argument };
}
