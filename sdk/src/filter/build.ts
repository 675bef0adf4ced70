import type { Field, Value } from "./ast.ts";
import { TokenCursor } from "./cursor.ts";
import { FilterError } from "./error.ts";
import { ATTRIBUTES, entityNamed, METRIC_STATS, type MetricStat, resolveField } from "./fields.ts";
import { tokenize } from "./lexer.ts";
import { parseFilter } from "./parser.ts";
import { printFilter } from "./print.ts";
import { readTime } from "./values.ts";

/**
 * The field that is named as a sort, a column or a group is: as in a filter, but a key with spaces and the like needs no quotes.
 * Throws FilterError.
 */
export function parseField(text: string): Field {
  const dot = text.indexOf(".");
  const kind = dot < 0 ? null : entityNamed(text.slice(0, dot));
  const key = text.slice(dot + 1);
  if (kind && kind !== "attribute" && /^["`]/.test(key)) {
    const cursor = new TokenCursor(tokenize(text));
    const token = cursor.next();
    if (token.kind !== "word" || cursor.peek().kind !== "end") throw new FilterError("one field is expected", token.to);
    return resolveField({ path: token.text, quoted: token.quoted, rest: token.rest, position: 0 });
  }
  return resolveField({ path: text, quoted: null, rest: "", position: 0 });
}

/** Every field that belongs to a metric, the last value first. */
export const metricFields = (key: string): Field[] => METRIC_STATS.map((stat: MetricStat) => ({ kind: "metric", key, stat }));

/**
 * The condition that a field has a value; null: that a run has none. Times are given as in an answer of the API, durations in seconds.
 *
 * @example filterFor({ kind: "param", key: "lr" }, 0.01); // params.lr = 0.01
 */
export function filterFor(field: Field, value: string | number | boolean | null): string {
  if (value === null) return printFilter({ kind: "null", left: field, negated: false, span: null });
  return printFilter({ kind: "compare", left: field, op: "=", right: valueFor(field, value), span: null });
}

function valueFor(field: Field, value: string | number | boolean): Value {
  if (field.kind === "metric" && typeof value === "string") return { kind: "number", value: Number(value) };
  if (typeof value === "number") return { kind: "number", value };
  if (typeof value === "boolean") return { kind: "boolean", value };
  const at = field.kind === "attribute" && ATTRIBUTES[field.name] === "time" ? readTime(value) : null;
  return at === null ? { kind: "string", value } : { kind: "time", at };
}

/**
 * Filters joined by `and`, each as it would be alone; empty ones are left out. Throws FilterError when one cannot be read.
 *
 * @example joinFilters(['status = "failed" or error is not null', "metrics.loss < 1"]);
 */
export function joinFilters(filters: readonly string[]): string {
  const items = filters.map(parseFilter).filter((node) => node !== null);
  const [first] = items;
  return items.length > 1 ? printFilter({ kind: "and", items }) : first ? printFilter(first) : "";
}
