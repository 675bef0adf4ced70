import { type ParamValue, RUN_FIELDS_MAX, type RunReference } from "@cairn/sdk/schema";
import { Fault } from "../../shared/errors.ts";
import { FIELDS_MAX_BYTES, REFERENCES_MAX_BYTES } from "../limits.ts";
import { limitReached } from "../space.ts";

export type Fields = Record<string, ParamValue>;

/** Fields as they are stored. Throws `limit_reached` when there are too many, `payload_too_large` when they are too long together. */
export function stringifyFields(noun: "params" | "tags" | "summary", fields: Fields): string {
  if (Object.keys(fields).length > RUN_FIELDS_MAX) throw limitReached(`${noun}_per_run`, RUN_FIELDS_MAX);
  return stringifyWithin(noun, fields, FIELDS_MAX_BYTES);
}

/** Inputs or outputs as they are stored. Throws `payload_too_large`. */
export const stringifyReferences = (noun: "inputs" | "outputs", references: readonly RunReference[]): string =>
  stringifyWithin(noun, references, REFERENCES_MAX_BYTES);

function stringifyWithin(noun: string, value: unknown, maxBytes: number): string {
  const json = JSON.stringify(value);
  if (new TextEncoder().encode(json).length <= maxBytes) return json;
  const message = `all ${noun} together may have at most ${maxBytes} bytes as JSON`;
  throw new Fault("payload_too_large", `body.${noun}: ${message}`, {
    errors: [{ path: `body.${noun}`, rule: "too_big", message }],
    limit: { name: `${noun}_bytes`, value: maxBytes },
  });
}

/** What a patch changes: keys whose value is new or another one. */
export const changedKeys = (before: Fields, patch: Fields): string[] =>
  Object.keys(patch).filter((key) => !Object.hasOwn(before, key) || before[key] !== patch[key]);

/** Fields after some were dropped and others set; a key that is in both is set. `set` and `dropped` are the keys that are other now. */
export function mergeFields(before: Fields, patch: Fields = {}, remove: readonly string[] = []) {
  const dropped = new Set(remove.filter((key) => Object.hasOwn(before, key) && !Object.hasOwn(patch, key)));
  const kept = Object.fromEntries(Object.entries(before).filter(([key]) => !dropped.has(key)));
  return { fields: { ...kept, ...patch }, set: changedKeys(before, patch), dropped: [...dropped] };
}
