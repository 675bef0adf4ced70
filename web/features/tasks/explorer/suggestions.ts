import type { TaskField, TaskValues } from "@cairn/sdk/schema";
import { printTaskQuery, TASK_OPERATORS } from "@cairn/sdk/tasks/query";
import { OPERATOR_WORDS, readConditions } from "./conditions";

/** What the text could become. */
export interface Suggestion {
  text: string;
  note: string;
}

/** Suggestions at once. */
const OFFERED = 12;

/**
 * Keys while a key is written, then operators that the field knows, then values that tasks have there.
 *
 * @param values of the field that the text names, if it does
 */
export function suggestionsFor(draft: string, fields: readonly TaskField[], values: TaskValues["items"]): Suggestion[] {
  const text = draft.trimStart();
  const whole = /^(.+?):(=|!=|<=|>=|<|>|~|\^):(.*)$/.exec(text);
  if (whole) {
    const [, key = "", operator = "", part = ""] = whole;
    const field = readConditions(`${key}:=:x`).conditions[0]?.field ?? key;
    const wanted = part.replace(/^"/, "").toLowerCase();
    return values
      .filter(({ value }) => String(value).toLowerCase().includes(wanted))
      .slice(0, OFFERED)
      .map(({ value, count }) => ({
        text: printTaskQuery([{ field, operator: operator as "=", value: String(value) }]),
        note: count === null ? "" : count.toLocaleString("en"),
      }));
  }
  const begun = /^(.+?):([=!<>~^]*)$/.exec(text);
  if (begun) {
    const [, key = "", typed = ""] = begun;
    const known = fields.find(({ field }) => field === key)?.operators ?? TASK_OPERATORS;
    return TASK_OPERATORS.filter((one) => known.includes(one) && one.startsWith(typed)).map((one) => ({
      text: `${key}:${one}:`,
      note: OPERATOR_WORDS[one],
    }));
  }
  const wanted = text.toLowerCase();
  const rank = (field: string) => (field.startsWith(wanted) ? 0 : field.slice(field.indexOf(".") + 1).startsWith(wanted) ? 1 : 2);
  return fields
    .filter(({ field }) => field.toLowerCase().includes(wanted))
    .toSorted((a, b) => rank(a.field.toLowerCase()) - rank(b.field.toLowerCase()))
    .slice(0, OFFERED)
    .map(({ field, kind, type }) => ({ text: `${/[\s:"]/.test(field) ? JSON.stringify(field) : field}:`, note: type ?? kind }));
}
