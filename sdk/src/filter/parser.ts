import type { Node } from "./ast.ts";
import { parseCondition } from "./condition.ts";
import { TokenCursor } from "./cursor.ts";
import { FilterError } from "./error.ts";
import { tokenize } from "./lexer.ts";

/** Deepest nesting of parentheses and `not`. */
export const FILTER_MAX_DEPTH = 50;
/** Most conditions of one filter. */
export const FILTER_MAX_CONDITIONS = 200;

/**
 * Reads a filter (docs/search.md). Null for an empty one, which finds everything. Takes time in proportion to the text. Throws
 * FilterError and nothing else.
 *
 * @example parseFilter('metrics.loss.min < 0.2 and status = "running"');
 */
export function parseFilter(text: string): Node | null {
  const cursor = new TokenCursor(tokenize(text));
  if (cursor.peek().kind === "end") return null;
  const state = { conditions: 0 };
  const node = parseOr(cursor, state, 0);
  if (cursor.isSymbol(")")) throw new FilterError("this ) closes nothing", cursor.peek().from);
  if (cursor.peek().kind !== "end") throw cursor.expected("and, or or the end");
  return node;
}

interface State {
  conditions: number;
}

function parseOr(cursor: TokenCursor, state: State, depth: number): Node {
  const items = [parseAnd(cursor, state, depth)];
  while (cursor.takeKeyword("or")) items.push(parseAnd(cursor, state, depth));
  return joined("or", items);
}

/** Conditions beside each other without a word between them are joined by `and`. */
function parseAnd(cursor: TokenCursor, state: State, depth: number): Node {
  const items = [parseNot(cursor, state, depth)];
  while (cursor.takeKeyword("and") || beginsCondition(cursor)) items.push(parseNot(cursor, state, depth));
  return joined("and", items);
}

const beginsCondition = (cursor: TokenCursor): boolean => {
  const { kind } = cursor.peek();
  return (kind === "word" && !cursor.isKeyword(["or"])) || kind === "string" || cursor.isSymbol("(");
};

function parseNot(cursor: TokenCursor, state: State, depth: number): Node {
  if (depth > FILTER_MAX_DEPTH) throw new FilterError(`a filter may be nested ${FILTER_MAX_DEPTH} deep at most`, cursor.peek().from);
  if (cursor.takeKeyword("not")) return { kind: "not", item: parseNot(cursor, state, depth + 1) };
  if (cursor.takeSymbol("(")) {
    const inner = parseOr(cursor, state, depth + 1);
    cursor.expectSymbol(")", "to close the parenthesis");
    return inner;
  }
  state.conditions += 1;
  if (state.conditions > FILTER_MAX_CONDITIONS)
    throw new FilterError(`a filter may have at most ${FILTER_MAX_CONDITIONS} conditions`, cursor.peek().from);
  return parseCondition(cursor);
}

/** One node for several of a kind; those that are joined by the same word already become part of it. */
function joined(kind: "and" | "or", items: Node[]): Node {
  const [first] = items;
  if (items.length === 1 && first) return first;
  return { kind, items: items.flatMap((item) => (item.kind === kind ? item.items : [item])) };
}
