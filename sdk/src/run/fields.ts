import { ValidationError } from "../errors.ts";
import { FIELD_KEY_MAX, FIELD_KEY_PATTERN, PARAM_TEXT_MAX, TAG_TEXT_MAX } from "../limits.ts";
import type { Params, Tags } from "../schema/index.ts";

/** An error of the program that logs, found before anything is sent, so that one bad name cannot spoil a batch. */
export function invalid(path: string, rule: string, message: string): ValidationError {
  return new ValidationError({ code: "invalid_request", detail: `${path} ${message}`, errors: [{ path, rule, message }] });
}

/** Checks the name of a metric, param or tag. */
export function checkKey(key: string, where: string): void {
  if (key.length === 0 || key.length > FIELD_KEY_MAX) throw invalid(`${where}.${key}`, "length", `must have 1–${FIELD_KEY_MAX} characters`);
  if (!FIELD_KEY_PATTERN.test(key)) {
    throw invalid(`${where}.${key}`, "pattern", "may hold letters, digits, spaces and _ . - / : @ % ( ) [ ]");
  }
}

/** Params as they are sent: undefined is left out, a number that JSON cannot hold becomes its name, over-long text is refused. */
export function cleanParams(params: Readonly<Record<string, Params[string] | undefined>>): Params {
  const clean: Params = {};
  for (const [key, value] of Object.entries(params)) {
    if (value === undefined) continue;
    checkKey(key, "params");
    if (value !== null && !["string", "number", "boolean"].includes(typeof value)) {
      throw invalid(`params.${key}`, "type", "must be a text, a number, a boolean or null");
    }
    if (typeof value === "string" && value.length > PARAM_TEXT_MAX) {
      throw invalid(`params.${key}`, "too_big", `must have at most ${PARAM_TEXT_MAX} characters`);
    }
    clean[key] = typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
  }
  return clean;
}

/** Tags as they are sent. */
export function cleanTags(tags: Readonly<Record<string, string | undefined>>): Tags {
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
