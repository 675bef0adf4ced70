import { z } from "zod";
import { TaskParameterError } from "../errors.ts";
import { badParameter, REQUIRED, step } from "../identity/canonical.ts";
import { partsOf } from "./check-schema.ts";

/**
 * Parameters as their schema gives them.
 * @param unknownNames finds names that the schema would drop, see `unknownNamesOf`
 * @throws TaskParameterError with all that is wrong
 */
export function parseParams(schema: z.ZodObject, input: unknown, unknownNames: ((input: unknown) => string[]) | null = null): unknown {
  const params = parsed(schema, input ?? {}, "params");
  const names = unknownNames?.(input) ?? [];
  if (names.length > 0) throw refused(names.map((place) => unknownName(`params${place}`)));
  return params;
}

interface Problem {
  readonly path: string;
  readonly rule: string;
  readonly message: string;
}

const unknownName = (path: string): Problem => ({ path, rule: "unrecognized_keys", message: "is no parameter of this type" });

function refused(errors: readonly Problem[]): TaskParameterError {
  const [first = { path: "params", rule: "custom", message: "is not right" }] = errors;
  return new TaskParameterError({ field: first.path, rule: first.rule, message: first.message, errors });
}

/**
 * Parameters of values that a schema gave before. What it makes of an input is not made a second time; defaults of parameters that were
 * added since are filled in.
 * @throws TaskParameterError for values that it refuses now
 */
export function reparseParams(schema: z.ZodObject, values: { readonly [name: string]: unknown }): unknown {
  if (isRepeatable(schema)) return parsed(schema, withUndefined(schema, values), "params");
  const { shape } = schema._zod.def as { shape: Record<string, z.core.$ZodType> };
  const unknown =
    schema._zod.def.catchall?._zod.def.type === "never" ? Object.keys(values).filter((name) => !Object.hasOwn(shape, name)) : [];
  if (unknown[0] !== undefined) throw badParameter(`params${step(unknown[0])}`, "unrecognized_keys", "is no parameter of this type now");
  const made: Record<string, unknown> = { ...values };
  for (const [name, field] of Object.entries(shape)) {
    if (Object.hasOwn(values, name) && !isRepeatable(field)) continue;
    const value = parsed(field, values[name], `params${step(name)}`);
    if (value !== undefined) made[name] = value;
  }
  return made;
}

/** Adds members that were undefined and are not stored therefore: some schemas, such as `z.unknown()`, ask for the member all the same. */
function withUndefined(schema: z.ZodObject, values: object): object {
  const result = schema.safeParse(values);
  if (result.success) return values;
  for (const { code, path } of result.error.issues) {
    const parent = valueAt(values, path.slice(0, -1));
    const name = path.at(-1);
    const isMissing = code === "invalid_type" && typeof parent === "object" && parent !== null && name !== undefined && !(name in parent);
    if (isMissing) Object.defineProperty(parent, name, { value: undefined, enumerable: true, configurable: true, writable: true });
  }
  return values;
}

const repeatable = new WeakMap<object, boolean>();

/** Whether a schema takes what it gave and gives the same: not when it turns values into others. */
export function isRepeatable(schema: z.core.$ZodType): boolean {
  const known = repeatable.get(schema);
  if (known !== undefined) return known;
  // A schema that contains itself is as its other parts are.
  repeatable.set(schema, true);
  const { type, checks = [] } = schema._zod.def;
  const isOwn = type !== "pipe" && type !== "transform" && !checks.some((check) => check._zod.def.check === "overwrite");
  const found = isOwn && partsOf(schema).every(([, inner]) => isRepeatable(inner));
  repeatable.set(schema, found);
  return found;
}

function parsed(schema: z.core.$ZodType, input: unknown, path: string): unknown {
  let result: z.core.util.SafeParseResult<unknown>;
  try {
    result = z.safeParse(schema, input);
  } catch (error) {
    if (!(error instanceof z.core.$ZodAsyncError)) throw error;
    throw badParameter(path, "async", "is checked by something that takes time; a task is made at once, so check it in run()");
  }
  if (result.success) return result.data;
  const errors = result.error.issues.flatMap((issue): Problem | Problem[] => {
    const at = path + issue.path.map(step).join("");
    if (valueAt(input, issue.path) === REQUIRED) {
      return { path: at, rule: "required", message: "is still required: give it a value before the task is made" };
    }
    if (issue.code === "unrecognized_keys") return issue.keys.map((name) => unknownName(at + step(name)));
    const { code, message } = issue;
    return { path: at, rule: code ?? "custom", message: /^must\b/.test(message) ? message : `is not right: ${message}` };
  });
  throw refused(errors);
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let at = input;
  for (const member of path) at = typeof at === "object" && at !== null ? (at as Record<PropertyKey, unknown>)[member] : undefined;
  return at;
}
