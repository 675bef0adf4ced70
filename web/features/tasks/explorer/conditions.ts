/** How a condition compares: equal, not equal, less, at most, more, at least, contains, starts with. */
export const OPERATORS = ["=", "!=", "<", "<=", ">", ">=", "~", "^"] as const;
export type Operator = (typeof OPERATORS)[number];

export const OPERATOR_WORDS: Readonly<Record<Operator, string>> = {
  "=": "is",
  "!=": "is not",
  "<": "less than",
  "<=": "at most",
  ">": "more than",
  ">=": "at least",
  "~": "contains",
  "^": "starts with",
};

/** One condition of a search for tasks (docs/task-api.md). A word that stands alone has the field `text`. */
export interface Condition {
  field: string;
  operator: Operator;
  value: string;
}

/** A text that is no search: what is wrong, and where. */
export interface Problem {
  message: string;
  /** Place of the character, from 0. */
  position: number;
}

const isOperator = (text: string): text is Operator => (OPERATORS as readonly string[]).includes(text);

interface Part {
  text: string;
  end: number;
  /** Where a quote begins that is not closed. */
  open?: number;
}

function partAt(text: string, start: number, end: RegExp): Part {
  if (text[start] !== '"') {
    let at = start;
    while (at < text.length && !end.test(text[at] ?? "")) at++;
    return { text: text.slice(start, at), end: at };
  }
  let part = "";
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '"') return { text: part, end: at + 1 };
    if (text[at] === "\\") at++;
    part += text[at] ?? "";
  }
  return { text: part, end: text.length, open: start };
}

/** Reads `key:op:value` conditions with spaces between them; keys and values with spaces or colons stand in double quotes. */
export function readConditions(text: string): { conditions: Condition[]; problem: Problem | null } {
  const conditions: Condition[] = [];
  const fail = (message: string, position: number) => ({ conditions, problem: { message, position } });
  let at = 0;
  while (at < text.length) {
    if (/\s/.test(text[at] ?? "")) {
      at++;
      continue;
    }
    const key = partAt(text, at, /[\s:]/);
    if (key.open !== undefined) return fail("a quote is not closed", key.open);
    if (text[key.end] !== ":") {
      conditions.push({ field: "text", operator: "~", value: key.text });
      at = key.end;
      continue;
    }
    if (key.text === "") return fail("a key must stand before the colon", at);
    const operator = partAt(text, key.end + 1, /[\s:]/);
    if (!isOperator(operator.text)) return fail(`after the key comes one of ${OPERATORS.join(" ")}`, key.end + 1);
    if (text[operator.end] !== ":") return fail("a colon and a value must follow the operator", operator.end);
    const value = partAt(text, operator.end + 1, /\s/);
    if (value.open !== undefined) return fail("a quote is not closed", value.open);
    conditions.push({ field: key.text, operator: operator.text, value: value.text });
    at = value.end;
  }
  return { conditions, problem: null };
}

const quoted = (text: string, special: RegExp): string =>
  text === "" || special.test(text) ? `"${text.replace(/["\\]/g, "\\$&")}"` : text;

/** The text of conditions; reverse of {@link readConditions}. */
export const printConditions = (conditions: readonly Condition[]): string =>
  conditions
    .map(({ field, operator, value }) =>
      field === "text" && operator === "~" ? quoted(value, /[\s:"]/) : `${quoted(field, /[\s:"]/)}:${operator}:${quoted(value, /[\s"]/)}`,
    )
    .join(" ");

/** The search with one more condition. What says the same, or the very opposite, is replaced. */
export function withCondition(text: string, added: Condition): string {
  const { conditions } = readConditions(text);
  const isOther = ({ field, value }: Condition) => field !== added.field || value !== added.value;
  return printConditions([...conditions.filter(isOther), added]);
}
