import {
  ATTRIBUTES,
  type AttributeType,
  type Comparison,
  type Field,
  FilterError,
  nearest,
  readDuration,
  readTime,
  type Value,
} from "@cairn/sdk/filter";
import { RunStatus } from "@cairn/sdk/schema";
import { clip } from "./cells.ts";

/** What is asked of a cell; where a kind of cell is not named, it does not match. `none` is a cell that is missing or null. */
export interface CellTest {
  number?: (value: number) => boolean;
  text?: (value: string) => boolean;
  boolean?: (value: boolean) => boolean;
  none?: true;
}

/** What a field's values are; those of params, tags and summaries are whatever was logged. */
export type FieldType = AttributeType | "any";

export const typeOfField = (field: Field): FieldType =>
  field.kind === "attribute" ? ATTRIBUTES[field.name] : field.kind === "metric" ? "number" : "any";

const NUMERIC = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
/** The number that a text is; null when it is none. MLflow logs every param as text. */
export const numberIn = (text: string): number | null => (NUMERIC.test(text) ? Number(text) : null);
/** The truth that a text tells; null when it tells none. */
export const booleanIn = (text: string): boolean | null =>
  text === "true" || text === "True" ? true : text === "false" || text === "False" ? false : null;

/** Compares with a value. Throws FilterError when the field's values cannot be compared with it. */
export function compareTest(asked: { field: Field; nowMs: number; at: number }, op: Comparison, value: Value): CellTest {
  const { field } = asked;
  const type = typeOfField(field);
  switch (type) {
    case "any":
      return anyTest(op, value, asked.at);
    case "string":
      return { text: compareTexts(op, clip(textOf(field, value, asked.at))) };
    case "boolean":
      return { boolean: equals(op, booleanOf(value, asked.at), asked.at) };
    default:
      return { number: compareNumbers(op, NUMBER_OF[type](value, asked)) };
  }
}

function anyTest(op: Comparison, value: Value, at: number): CellTest {
  switch (value.kind) {
    case "number": {
      const number = compareNumbers(op, value.value);
      return { number, text: (text) => numericMatch(text, number, op === "!="), ...(op === "!=" ? { boolean: () => true } : {}) };
    }
    case "boolean": {
      const boolean = equals(op, value.value, at);
      return {
        boolean,
        text: (text) => {
          const told = booleanIn(text);
          return told === null ? op === "!=" : boolean(told);
        },
        ...(op === "!=" ? { number: () => true } : {}),
      };
    }
    case "string": {
      const text = compareTexts(op, clip(value.value));
      return { text, number: (number) => text(String(number)), boolean: (truth) => text(String(truth)) };
    }
    default:
      throw new FilterError("only attributes that are times or durations compare with this; put text in quotes", at);
  }
}

function numericMatch(text: string, test: (value: number) => boolean, otherwise: boolean): boolean {
  const number = numberIn(text);
  return number === null ? otherwise : test(number);
}

/** NaN equals NaN, so that runs whose value is NaN can be found. */
export function compareNumbers(op: Comparison, right: number): (value: number) => boolean {
  const isNaNAsked = Number.isNaN(right);
  switch (op) {
    case "=":
      return isNaNAsked ? Number.isNaN : (value) => value === right;
    case "!=":
      return isNaNAsked ? (value) => !Number.isNaN(value) : (value) => value !== right;
    case "<":
      return (value) => value < right;
    case "<=":
      return (value) => value <= right;
    case ">":
      return (value) => value > right;
    case ">=":
      return (value) => value >= right;
  }
}

function compareTexts(op: Comparison, right: string): (value: string) => boolean {
  switch (op) {
    case "=":
      return (value) => value === right;
    case "!=":
      return (value) => value !== right;
    case "<":
      return (value) => value < right;
    case "<=":
      return (value) => value <= right;
    case ">":
      return (value) => value > right;
    case ">=":
      return (value) => value >= right;
  }
}

function equals(op: Comparison, right: boolean, at: number): (value: boolean) => boolean {
  if (op === "=") return (value) => value === right;
  if (op === "!=") return (value) => value !== right;
  throw new FilterError("true and false compare with = and != only", at);
}

const NUMBER_OF: Record<"number" | "time" | "duration", (value: Value, asked: { nowMs: number; at: number }) => number> = {
  number: (value, { at }) => {
    if (value.kind === "number") return value.value;
    throw new FilterError("expected a number to compare with", at);
  },
  time: (value, { nowMs, at }) => {
    if (value.kind === "time") return value.at;
    if (value.kind === "now") return nowMs + value.offsetMs;
    if (value.kind === "number") return value.value;
    const ms = value.kind === "string" ? readTime(value.value) : null;
    if (ms !== null) return ms;
    throw new FilterError("expected a time, such as 2026-11-21, 2026-11-21T09:30Z or now() - 7d", at);
  },
  duration: (value, { at }) => {
    if (value.kind === "duration") return value.ms;
    if (value.kind === "number") return value.value * 1_000;
    const ms = value.kind === "string" ? readDuration(value.value) : null;
    if (ms !== null) return ms;
    throw new FilterError("expected a length of time, such as 90s or 2h30m", at);
  },
};

function booleanOf(value: Value, at: number): boolean {
  const truth = value.kind === "boolean" ? value.value : value.kind === "string" ? booleanIn(value.value) : null;
  if (truth !== null) return truth;
  throw new FilterError("expected true or false", at);
}

function textOf(field: Field, value: Value, at: number): string {
  if (field.kind === "attribute" && field.name === "status") return statusOf(value, at);
  if (value.kind === "string") return value.value;
  if (value.kind === "number" || value.kind === "boolean") return String(value.value);
  throw new FilterError("expected text: put it in quotes", at);
}

/** Statuses are read in any case, and by MLflow's words too. */
const MLFLOW_STATUS: Record<string, RunStatus> = { scheduled: "queued", killed: "cancelled" };

function statusOf(value: Value, at: number): string {
  const word = value.kind === "string" ? value.value.toLowerCase() : "";
  const status = MLFLOW_STATUS[word] ?? word;
  if ((RunStatus.options as readonly string[]).includes(status)) return status;
  throw new FilterError(`a status is ${RunStatus.options.join(", ")}`, at, nearest(word, RunStatus.options));
}
