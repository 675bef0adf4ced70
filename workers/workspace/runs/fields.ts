import { type ParamValue, RUN_FIELDS_MAX } from "@cairn/sdk/schema";
import { Fault } from "../../shared/errors.ts";
import type { VerbCtx } from "../context.ts";
import type { NewEvent } from "../events/append.ts";
import { EVENT_FIELDS_MAX, FIELDS_MAX_BYTES } from "../limits.ts";
import { limitReached } from "../space.ts";
import { readRun, writeFields, writeName } from "./store.ts";

type Fields = Record<string, ParamValue>;

/** Fields as they are stored. Throws `limit_reached` when there are too many, `payload_too_large` when they are too long together. */
export function stringifyFields(noun: "params" | "tags", fields: Fields): string {
  if (Object.keys(fields).length > RUN_FIELDS_MAX) throw limitReached(`${noun}_per_run`, RUN_FIELDS_MAX);
  const json = JSON.stringify(fields);
  if (new TextEncoder().encode(json).length <= FIELDS_MAX_BYTES) return json;
  const message = `all ${noun} of a run may have at most ${FIELDS_MAX_BYTES} bytes as JSON`;
  throw new Fault("payload_too_large", `body.${noun}: ${message}`, {
    errors: [{ path: `body.${noun}`, rule: "too_big", message }],
    limit: { name: `${noun}_bytes`, value: FIELDS_MAX_BYTES },
  });
}

/** What a patch changes: keys whose value is new or another one. */
export const changedKeys = (before: Fields, patch: Fields): string[] =>
  Object.keys(patch).filter((key) => !Object.hasOwn(before, key) || before[key] !== patch[key]);

export interface RunPatch {
  name?: string | undefined;
  params?: Fields | undefined;
  tags?: Record<string, string> | undefined;
}

/**
 * Merges a patch key by key. Writes and tells nothing when it changes nothing, so a repeated one is harmless. Call it inside a
 * transaction. Throws `not_found`, `limit_reached`, `payload_too_large`.
 */
export function mergeIntoRun(ctx: VerbCtx, emit: (event: NewEvent) => void, runId: string, patch: RunPatch): void {
  const row = readRun(ctx.sql, runId);
  const params: Fields = JSON.parse(row.params);
  const tags: Fields = JSON.parse(row.tags);
  const changed = { params: changedKeys(params, patch.params ?? {}), tags: changedKeys(tags, patch.tags ?? {}) };
  const isRenamed = patch.name !== undefined && patch.name !== row.name;
  if (!isRenamed && changed.params.length === 0 && changed.tags.length === 0) return;
  if (isRenamed) writeName(ctx.sql, row.number, patch.name ?? row.name);
  if (changed.params.length > 0 || changed.tags.length > 0)
    writeFields(ctx.sql, row.number, {
      params: stringifyFields("params", { ...params, ...patch.params }),
      tags: stringifyFields("tags", { ...tags, ...patch.tags }),
    });
  emit({
    type: "run.updated",
    subject: { type: "run", id: runId },
    data: {
      ...(isRenamed ? { name: patch.name } : {}),
      params: changed.params.slice(0, EVENT_FIELDS_MAX),
      tags: changed.tags.slice(0, EVENT_FIELDS_MAX),
    },
  });
}
