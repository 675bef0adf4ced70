import type { TaskParams } from "@cairn/sdk/schema";
import { readTagged } from "../task/tagged";
import { type FormField, fieldsOf } from "../types/form-fields";

type Members = { readonly [name: string]: TaskParams };
type Schema = { readonly [member: string]: unknown };

/** A parameter of a sweep, wherever in the parameters it is. */
export interface SweepField extends FormField {
  path: readonly string[];
}

const membersOf = (value: TaskParams | undefined): Members | null => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  // `$set` and the like are values, though they are written as objects.
  return Object.keys(value).length === 0 || Object.keys(value).some((name) => name.startsWith("$")) ? null : value;
};
const isSchema = (value: unknown): value is Schema => typeof value === "object" && value !== null;

/**
 * What may be varied: each plain value among the parameters of a task or, without one, of a schema; members of objects by their path.
 *
 * @param params of the task that a sweep goes out from
 */
export function sweepFieldsOf(schema: Schema | null, params: TaskParams | null, path: readonly string[] = []): SweepField[] {
  const properties = isSchema(schema?.properties) ? schema.properties : {};
  const members = params === null ? null : membersOf(params);
  const described = new Map(fieldsOf(schema ?? {}).map((field) => [field.name, field]));
  const names = members ? Object.keys(members).filter((name) => !name.startsWith("$")) : Object.keys(properties);
  return names.flatMap((name): SweepField[] => {
    const value = members?.[name];
    const own = isSchema(properties[name]) ? properties[name] : null;
    const at = [...path, name];
    const hasMembers = value === undefined ? isSchema(own?.properties) && own?.default === undefined : membersOf(value) !== null;
    if (hasMembers) return sweepFieldsOf(own, value ?? null, at);
    const field = described.get(name);
    if (value === undefined) return field ? [{ ...field, name: at.join("."), path: at }] : [];
    const kind = field && field.kind !== "json" ? field.kind : kindOf(value);
    return [
      {
        ...(field ?? { choices: [], description: null, minimum: null, maximum: null }),
        name: at.join("."),
        path: at,
        kind,
        isRequired: true,
        first: textOf(value, kind),
      },
    ];
  });
}

function kindOf(value: TaskParams): FormField["kind"] {
  const tagged = readTagged(value);
  if (tagged)
    return tagged.kind === "task" || tagged.kind === "date" || tagged.kind === "url" || tagged.kind === "bigint" ? tagged.kind : "json";
  switch (typeof value) {
    case "string":
      return "text";
    case "number":
      return "number";
    case "boolean":
      return "boolean";
    default:
      return "json";
  }
}

function textOf(value: TaskParams, kind: FormField["kind"]): string {
  if (kind === "text") return String(value);
  if (kind === "json" || kind === "choice") return JSON.stringify(value);
  return readTagged(value)?.text ?? String(value);
}
