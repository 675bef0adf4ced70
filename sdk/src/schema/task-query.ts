/** How a condition compares: equal, not equal, less, at most, more, at least, contains, starts with. */
export const TASK_OPERATORS = ["=", "!=", "<", "<=", ">", ">=", "~", "^"] as const;
export type TaskOperator = (typeof TASK_OPERATORS)[number];

/** One condition of a search for tasks. */
export interface TaskCondition {
  /** e.g. `status`, `params.model.depth`, `tag.team`; `text` of a word that stands alone. */
  field: string;
  operator: TaskOperator;
  value: string;
  /** Where it begins in the text, from 0. */
  position: number;
}

/** A text that is no search, with the place where it goes wrong. */
export class TaskQueryError extends Error {
  readonly position: number;

  constructor(message: string, position: number) {
    super(message);
    this.name = "TaskQueryError";
    this.position = position;
  }
}

const isOperator = (text: string): text is TaskOperator => (TASK_OPERATORS as readonly string[]).includes(text);

/**
 * Reads a search: conditions `key:op:value` with spaces between them, all of which must hold. Keys and values that hold spaces or colons
 * stand in double quotes, in which `\"` and `\\` are a quote and a backslash. A word that stands alone is looked for in names and labels.
 *
 * @example parseTaskQuery('status:=:failed params.model.depth:>:3 "baseline run"')
 * @throws TaskQueryError
 */
export function parseTaskQuery(text: string): TaskCondition[] {
  const conditions: TaskCondition[] = [];
  let at = 0;
  while (at < text.length) {
    if (/\s/.test(text[at] as string)) {
      at += 1;
      continue;
    }
    const position = at;
    const key = readPart(text, at, /[\s:]/);
    at = key.end;
    if (text[at] !== ":") {
      conditions.push({ field: "text", operator: "~", value: key.text, position });
      continue;
    }
    const operator = readPart(text, at + 1, /[\s:]/);
    if (!isOperator(operator.text))
      throw new TaskQueryError(`“${operator.text}” is no operator: after the key comes one of ${TASK_OPERATORS.join(" ")}`, at + 1);
    if (text[operator.end] !== ":") throw new TaskQueryError("a colon and a value must follow the operator", operator.end);
    const value = readPart(text, operator.end + 1, /\s/);
    if (key.text === "") throw new TaskQueryError("a key must stand before the colon", position);
    conditions.push({ field: key.text, operator: operator.text, value: value.text, position });
    at = value.end;
  }
  return conditions;
}

function readPart(text: string, start: number, end: RegExp): { text: string; end: number } {
  if (text[start] !== '"') {
    let at = start;
    while (at < text.length && !end.test(text[at] as string)) at += 1;
    return { text: text.slice(start, at), end: at };
  }
  let part = "";
  for (let at = start + 1; at < text.length; at++) {
    const char = text[at] as string;
    if (char === '"') {
      const next = text[at + 1];
      if (next !== undefined && !end.test(next)) throw new TaskQueryError("a space must follow the quote", at + 1);
      return { text: part, end: at + 1 };
    }
    if (char === "\\") at += 1;
    part += text[at] ?? "";
  }
  throw new TaskQueryError("a quote is not closed", start);
}

const quoted = (text: string, special: RegExp): string =>
  text === "" || special.test(text) ? `"${text.replace(/["\\]/g, "\\$&")}"` : text;

/** The text of a search. Reverse of {@link parseTaskQuery}. */
export const printTaskQuery = (conditions: readonly Omit<TaskCondition, "position">[]): string =>
  conditions
    .map(({ field, operator, value }) =>
      field === "text" && operator === "~" ? quoted(value, /[\s:"]/) : `${quoted(field, /[\s:"]/)}:${operator}:${quoted(value, /[\s"]/)}`,
    )
    .join(" ");
