import { ValidationError } from "../errors.ts";
import { FIELD_KEY_MAX, FIELD_KEY_PATTERN, PARAM_TEXT_MAX, TAG_TEXT_MAX } from "../limits.ts";
import type { Params, Tags } from "../schema/index.ts";

/**
 * What a param may be: a nested object becomes params with dots in their names, an array JSON text, a date its ISO text.
 *
 * @example run.params({ optimizer: { name: "adam", betas: [0.9, 0.99] } }); // optimizer.name, optimizer.betas
 */
export type ParamInput = string | number | bigint | boolean | null | undefined | object;

/** Objects may be nested so deep. */
const DEPTH_MAX = 20;

/** An error of the program that logs, found before anything is sent, so that one bad name cannot spoil a batch. */
export function invalid(path: string, rule: string, message: string): ValidationError {
  return new ValidationError({ code: "invalid_request", detail: `${path} ${message}`, errors: [{ path, rule, message }] });
}

/** Throws for what has no names of its own: a text would be taken letter by letter. */
export function checkRecord(value: unknown, where: string): void {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw invalid(where, "type", "must be an object of names and values");
}

/** Checks the name of a metric, param or tag. */
export function checkKey(key: string, where: string): void {
  if (key.length === 0 || key.length > FIELD_KEY_MAX) throw invalid(`${where}.${key}`, "length", `must have 1–${FIELD_KEY_MAX} characters`);
  if (!FIELD_KEY_PATTERN.test(key)) {
    throw invalid(`${where}.${key}`, "pattern", "may hold letters, digits, spaces and _ . - / : @ % ( ) [ ], and is not __proto__");
  }
}

/** Params as they are sent: flat; undefined is left out, a number that JSON cannot hold becomes its name, over-long text is refused. */
export function cleanParams(params: Readonly<Record<string, ParamInput>>, where = "params"): Params {
  const clean: Params = {};
  const add = (key: string, value: unknown, depth: number): void => {
    if (value === undefined) return;
    if (depth > DEPTH_MAX) throw invalid(`${where}.${key}`, "depth", `must not be nested deeper than ${DEPTH_MAX}`);
    let flat = value;
    if (typeof value === "object" && value !== null) {
      if ("toJSON" in value && typeof value.toJSON === "function") {
        add(key, value.toJSON(key) ?? null, depth + 1);
        return;
      }
      const entries = Object.entries(value);
      if (!Array.isArray(value) && entries.length > 0) {
        for (const [name, inner] of entries) add(`${key}.${name}`, inner, depth + 1);
        return;
      }
      flat = jsonText(value, `${where}.${key}`);
    }
    checkKey(key, where);
    if (typeof flat === "bigint" || (typeof flat === "number" && !Number.isFinite(flat))) flat = String(flat);
    if (flat !== null && !["string", "number", "boolean"].includes(typeof flat)) {
      throw invalid(`${where}.${key}`, "type", `cannot be a ${typeof flat}`);
    }
    if (typeof flat === "string" && flat.length > PARAM_TEXT_MAX) {
      throw invalid(`${where}.${key}`, "too_big", `must have at most ${PARAM_TEXT_MAX} characters`);
    }
    clean[key] = flat as Params[string];
  };
  checkRecord(params, where);
  for (const [key, value] of Object.entries(params)) add(key, value, 0);
  return clean;
}

/** JSON in which numbers that it cannot hold are their names. */
export function jsonText(value: unknown, where: string): string {
  try {
    return JSON.stringify(value, (_, inner: unknown) =>
      typeof inner === "bigint" || (typeof inner === "number" && !Number.isFinite(inner)) ? String(inner) : inner,
    );
  } catch {
    throw invalid(where, "type", "must not hold itself");
  }
}

/** Tags as they are sent. */
export function cleanTags(tags: Readonly<Record<string, string | undefined>>): Tags {
  checkRecord(tags, "tags");
  const clean: Tags = {};
  for (const [key, value] of Object.entries(tags)) {
    if (value === undefined) continue;
    checkKey(key, "tags");
    if (typeof value !== "string") throw invalid(`tags.${key}`, "type", "must be a text");
    if (value.length > TAG_TEXT_MAX) throw invalid(`tags.${key}`, "too_big", `must have at most ${TAG_TEXT_MAX} characters`);
    clean[key] = value;
  }
  return clean;
}
