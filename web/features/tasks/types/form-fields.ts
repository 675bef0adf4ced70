import type { TaskParams } from "@cairn/sdk/schema";

type Schema = { readonly [member: string]: unknown };

/** A parameter that a form asks for. */
export interface FormField {
  name: string;
  kind: "text" | "number" | "integer" | "boolean" | "choice" | "task" | "date" | "url" | "bigint" | "json";
  choices: readonly (string | number | boolean | null)[];
  isRequired: boolean;
  description: string | null;
  /** What stands in the field at first, as it is typed. */
  first: string;
  minimum: number | null;
  maximum: number | null;
}

const numberIn = (value: unknown): number | null => (typeof value === "number" && Math.abs(value) < Number.MAX_SAFE_INTEGER ? value : null);

/** The fields of a form for the members of a JSON schema; what is no plain value is asked for as JSON. */
export function fieldsOf(schema: Schema): FormField[] {
  const properties = (schema.properties ?? {}) as { [name: string]: Schema };
  const required = new Set(Array.isArray(schema.required) ? schema.required : []);
  return Object.entries(properties).map(([name, property]): FormField => {
    const choices = Array.isArray(property.enum) ? property.enum : "const" in property ? [property.const] : [];
    const kind = choices.length > 0 ? "choice" : kindOf(property);
    const { default: preset } = property;
    return {
      name,
      kind,
      choices,
      isRequired: required.has(name) && preset === undefined,
      description: typeof property.description === "string" ? property.description : null,
      first: preset === undefined ? (kind === "boolean" ? "false" : "") : kind === "text" ? String(preset) : JSON.stringify(preset),
      minimum: numberIn(property.minimum),
      maximum: numberIn(property.maximum),
    };
  });
}

function kindOf(property: Schema): FormField["kind"] {
  // How the SDK marks a parameter that JSON has no form for: `task vision.Load`, `date`.
  const mark = typeof property["x-cairn"] === "string" ? property["x-cairn"].split(" ")[0] : null;
  if (mark === "task" || mark === "date" || mark === "url" || mark === "bigint") return mark;
  if (mark) return "json";
  switch (property.type) {
    case "string":
      return "text";
    case "number":
      return "number";
    case "integer":
      return "integer";
    case "boolean":
      return "boolean";
    default:
      return "json";
  }
}

/** What was typed as a value; undefined when nothing was. @throws Error in plain words when it is none of its kind */
export function readField(field: FormField, text: string): TaskParams | undefined {
  if (text.trim() === "") {
    if (field.isRequired) throw new Error("It is needed.");
    return undefined;
  }
  switch (field.kind) {
    case "text":
      return text;
    case "number":
    case "integer": {
      const number = Number(text);
      if (Number.isNaN(number)) throw new Error("It must be a number.");
      if (field.kind === "integer" && !Number.isInteger(number)) throw new Error("It must be a whole number.");
      if (field.minimum !== null && number < field.minimum) throw new Error(`It must be at least ${field.minimum}.`);
      if (field.maximum !== null && number > field.maximum) throw new Error(`It must be at most ${field.maximum}.`);
      return number;
    }
    case "boolean":
      return text === "true";
    case "choice":
      return field.choices.find((choice) => JSON.stringify(choice) === text) ?? null;
    case "task":
      if (!/^[0-9a-f]{64}$/.test(text.trim())) throw new Error("It must be the id of a task: 64 hex digits.");
      return { $task: text.trim() };
    case "date": {
      const time = new Date(text.trim());
      if (Number.isNaN(time.getTime())) throw new Error("It must be a time, such as 2026-11-28 or 2026-11-28T09:30:00Z.");
      return { $date: time.toISOString() };
    }
    case "url":
      if (!URL.canParse(text.trim())) throw new Error("It must be an address with its scheme, such as https://example.org/.");
      return { $url: new URL(text.trim()).href };
    case "bigint":
      if (!/^-?\d+$/.test(text.trim())) throw new Error("It must be a whole number.");
      return { $bigint: String(BigInt(text.trim())) };
    case "json":
      // The id of a task stands for the task.
      if (/^[0-9a-f]{64}$/.test(text.trim())) return { $task: text.trim() };
      try {
        return JSON.parse(text) as TaskParams;
      } catch {
        throw new Error("It must be JSON, or the id of a task.");
      }
  }
}
