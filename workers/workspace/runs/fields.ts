import { type ParamValue, RUN_FIELDS_MAX } from "@cairn/sdk/schema";
import { Fault } from "../../shared/errors.ts";
import type { VerbCtx } from "../context.ts";
import type { NewEvent } from "../events/append.ts";
import { EVENT_FIELDS_MAX, FIELDS_MAX_BYTES } from "../limits.ts";
import { limitReached } from "../space.ts";
import { readLivingRun, writeRun } from "./store.ts";

type Fields = Record<string, ParamValue>;

/** Fields as they are stored. Throws `limit_reached` when there are too many, `payload_too_large` when they are too long together. */
export function stringifyFields(noun: "params" | "tags" | "summary", fields: Fields): string {
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
  summary?: Fields | undefined;
}

/**
 * Merges a patch key by key. Writes and tells nothing when it changes nothing, so a repeated one is harmless. Call it inside a
 * transaction. Throws `not_found`, `limit_reached`, `payload_too_large`.
 */
export function mergeIntoRun(ctx: VerbCtx, emit: (event: NewEvent) => void, runId: string, patch: RunPatch): void {
  const row = readLivingRun(ctx.sql, runId);
  const before: Record<"params" | "tags" | "summary", Fields> = {
    params: JSON.parse(row.params),
    tags: JSON.parse(row.tags),
    summary: JSON.parse(row.summary),
  };
  const data: Record<string, unknown> = {};
  const columns: Parameters<typeof writeRun>[2] = {};
  if (patch.name !== undefined && patch.name !== row.name) {
    data.name = patch.name;
    columns.name = patch.name;
  }
  for (const noun of ["params", "tags", "summary"] as const) {
    const changed = changedKeys(before[noun], patch[noun] ?? {});
    if (changed.length === 0) continue;
    data[noun] = changed.slice(0, EVENT_FIELDS_MAX);
    columns[noun] = stringifyFields(noun, { ...before[noun], ...patch[noun] });
  }
  if (Object.keys(columns).length === 0) return;
  writeRun(ctx.sql, row.number, columns);
  ctx.columns.changed(row.number, { durable: true });
  emit({ type: "run.updated", subject: { type: "run", id: runId }, data });
}
