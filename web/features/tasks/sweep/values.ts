import type { TaskParams } from "@cairn/sdk/schema";
import { type FormField, readField } from "../types/form-fields";

/** Tasks of one sweep: as many as are looked up and shown at once. */
export const SWEEP_MAX = 1_000;

const NUMBER = String.raw`-?\d+(?:\.\d+)?(?:e[-+]?\d+)?`;
const RANGE = new RegExp(String.raw`^(${NUMBER})\s*\.\.\s*(${NUMBER})(?:\s+(by|log)\s+(\S+))?$`, "i");

/**
 * The values that a parameter is to take: a list with commas between them, in which numbers may be ranges: `1..5`, `0..1 by 0.25`, and
 * `0.001..1 log 4`, which are four with the same ratio between them. Of JSON, a list of it.
 *
 * @throws Error in plain words
 */
export function readValues(field: FormField, text: string): TaskParams[] {
  const read = field.kind === "json" ? readList(text) : partsOf(text).flatMap((part) => readPart(field, part));
  const values = [...new Map(read.map((value) => [JSON.stringify(value), value])).values()];
  if (values.length === 0) throw new Error("It needs a value at least.");
  if (values.length > SWEEP_MAX) throw new Error(`It takes ${SWEEP_MAX.toLocaleString("en")} values at most.`);
  return values;
}

function readList(text: string): TaskParams[] {
  try {
    const list: unknown = JSON.parse(text);
    if (Array.isArray(list)) return list as TaskParams[];
  } catch {
    // Said below.
  }
  throw new Error('It must be a list in JSON, such as [[1, 2], [3, 4]] or [{"a": 1}].');
}

/** Parts between commas; a comma in double quotes is no end. */
function partsOf(text: string): string[] {
  return (text.match(/(?:"(?:[^"\\]|\\.)*"|[^,"]|")+/g) ?? []).map((part) => part.trim()).filter(Boolean);
}

function readPart(field: FormField, part: string): TaskParams[] {
  const isNumeric = field.kind === "number" || field.kind === "integer";
  const range = isNumeric ? RANGE.exec(part) : null;
  if (range) return rangeOf(range).map((value) => readOne(field, String(value)));
  return [readOne(field, part)];
}

function rangeOf([, from = "", to = "", way = "by", amount = "1"]: RegExpExecArray): number[] {
  const [first, last, by] = [Number(from), Number(to), Number(amount)];
  const round = (value: number) => Number(value.toPrecision(12));
  if (way.toLowerCase() === "log") {
    if (!Number.isInteger(by) || by < 2 || by > SWEEP_MAX) throw new Error("After log comes how many values, 2 or more: 0.001..1 log 4.");
    if (first <= 0 || last <= 0) throw new Error("Both ends of a range with log must be above 0.");
    return Array.from({ length: by }, (_, i) => round(first * (last / first) ** (i / (by - 1))));
  }
  if (!(by > 0)) throw new Error("The step of a range must be above 0: 0..1 by 0.25.");
  if (last < first) throw new Error("A range goes from the smaller to the greater: 1..5.");
  // A hair more than the end: 0.1 three times is more than 0.3.
  const count = Math.floor((last - first) / by + 1e-9) + 1;
  if (count > SWEEP_MAX)
    throw new Error(`A range has ${SWEEP_MAX.toLocaleString("en")} values at most, this one ${count.toLocaleString("en")}.`);
  return Array.from({ length: count }, (_, i) => round(first + i * by));
}

function readOne(field: FormField, part: string): TaskParams {
  if (field.kind === "choice") {
    const choice = field.choices.find((one) => String(one) === part || JSON.stringify(one) === part);
    if (choice === undefined) throw new Error(`It takes ${field.choices.map(String).join(", ")}, not ${part}.`);
    return choice;
  }
  if (field.kind === "boolean") {
    if (part !== "true" && part !== "false") throw new Error(`It takes true and false, not ${part}.`);
    return part === "true";
  }
  return readField({ ...field, isRequired: true }, field.kind === "text" ? unquoted(part) : part) ?? null;
}

function unquoted(part: string): string {
  if (!/^".*"$/s.test(part)) return part;
  try {
    return String(JSON.parse(part));
  } catch {
    throw new Error(`In ${part} a quote or a backslash needs a backslash before it.`);
  }
}
