import type { EventData, RunEnvironment, RunReference } from "@cairn/sdk/schema";
import type { VerbCtx } from "../context.ts";
import type { NewEvent } from "../events/append.ts";
import { experimentFor } from "../experiments/create.ts";
import { addRunTo, dropRunFrom } from "../experiments/store.ts";
import { EVENT_FIELDS_MAX } from "../limits.ts";
import { requireParent } from "./family.ts";
import { type Fields, mergeFields, stringifyFields, stringifyReferences } from "./fields.ts";
import { provenanceOf } from "./provenance.ts";
import { type RunColumns, type RunRow, readEnvironment, readLivingRun, readNotes, writeNotes, writeProvenance, writeRun } from "./store.ts";

/** A change to a run: `UpdateRun` of the contract, of which a batch of a writer has a part. */
export interface RunPatch {
  name?: string | undefined;
  notes?: string | undefined;
  group?: string | null | undefined;
  parent?: string | null | undefined;
  experiment?: string | undefined;
  params?: Fields | undefined;
  tags?: Record<string, string> | undefined;
  summary?: Fields | undefined;
  remove_params?: readonly string[] | undefined;
  remove_tags?: readonly string[] | undefined;
  remove_summary?: readonly string[] | undefined;
  inputs?: readonly RunReference[] | undefined;
  outputs?: readonly RunReference[] | undefined;
  environment?: RunEnvironment | undefined;
  archived?: boolean | undefined;
}

type Emit = (event: NewEvent) => void;
/** What changes in the run's own row, and what the event tells of it. */
interface Changes {
  columns: Partial<RunColumns>;
  told: EventData<"run.updated">;
}

/**
 * Applies a patch, fields key by key. Writes and tells nothing when it changes nothing, so a repeated one is harmless. Call it
 * inside a transaction. Throws `not_found`, `invalid_request`, `limit_reached`, `payload_too_large`.
 */
export function mergeIntoRun(ctx: VerbCtx, emit: Emit, runId: string, patch: RunPatch): void {
  const row = readLivingRun(ctx.sql, runId);
  const changes: Changes = { columns: {}, told: {} };
  rename(row, patch, changes);
  changeFields(row, patch, changes);
  changePlace(ctx, emit, row, patch, changes);
  describe(ctx, row, patch, changes);
  const archiving = archive(ctx, row, patch, changes);
  writeRun(ctx.sql, row.number, changes.columns);
  if (archiving || Object.keys(changes.told).length > 0) ctx.columns.changed(row.number, { durable: true });
  const subject = { type: "run", id: runId } as const;
  if (Object.keys(changes.told).length > 0) emit({ type: "run.updated", subject, data: changes.told });
  if (archiving) emit({ type: archiving, subject, data: {} });
}

function rename(row: RunRow, { name }: RunPatch, { columns, told }: Changes): void {
  if (name === undefined || name === row.name) return;
  columns.name = told.name = name;
}

function changeFields(row: RunRow, patch: RunPatch, { columns, told }: Changes): void {
  for (const noun of ["params", "tags", "summary"] as const) {
    if (patch[noun] === undefined && patch[`remove_${noun}`] === undefined) continue;
    const { fields, set, dropped } = mergeFields(JSON.parse(row[noun]), patch[noun], patch[`remove_${noun}`]);
    if (set.length > 0) told[noun] = set.slice(0, EVENT_FIELDS_MAX);
    if (dropped.length > 0) told[`remove_${noun}`] = dropped.slice(0, EVENT_FIELDS_MAX);
    if (set.length > 0 || dropped.length > 0) columns[noun] = stringifyFields(noun, fields);
  }
}

function changePlace(ctx: VerbCtx, emit: Emit, row: RunRow, { group, parent, experiment }: RunPatch, { columns, told }: Changes): void {
  if (group !== undefined && group !== row.group_name) columns.group_name = told.group = group;
  if (parent !== undefined && parent !== row.parent_id) {
    if (parent !== null) requireParent(ctx.sql, row.id, parent);
    columns.parent_id = told.parent = parent;
  }
  if (experiment !== undefined && experiment !== row.experiment_name) {
    const target = experimentFor(ctx, emit, experiment);
    columns.experiment_number = target.number;
    told.experiment = { id: target.id, name: target.name };
    // The row is moved at once, because the counts are made from where the runs are.
    writeRun(ctx.sql, row.number, { experiment_number: target.number });
    dropRunFrom(ctx.sql, row.experiment_number);
    addRunTo(ctx.sql, target.number, row.created_at);
  }
}

function describe(ctx: VerbCtx, row: RunRow, patch: RunPatch, { told }: Changes): void {
  const { notes, inputs, outputs, environment } = patch;
  if (notes !== undefined || inputs !== undefined || outputs !== undefined) {
    const before = readNotes(ctx.sql, row.number);
    const after = {
      notes: notes ?? before.notes,
      inputs: inputs ? stringifyReferences("inputs", inputs) : before.inputs,
      outputs: outputs ? stringifyReferences("outputs", outputs) : before.outputs,
    };
    const changed = (["notes", "inputs", "outputs"] as const).filter((noun) => after[noun] !== before[noun]);
    for (const noun of changed) told[noun] = true;
    if (changed.length > 0) writeNotes(ctx.sql, row.number, after);
  }
  if (environment === undefined) return;
  const provenance = provenanceOf(environment);
  if (provenance.environment === readEnvironment(ctx.sql, row.number)) return;
  writeProvenance(ctx.sql, row.number, provenance);
  told.environment = true;
}

function archive(ctx: VerbCtx, row: RunRow, { archived }: RunPatch, { columns }: Changes): "run.archived" | "run.unarchived" | null {
  if (archived === undefined || archived === (row.archived_at !== null)) return null;
  columns.archived_at = archived ? ctx.clock.now() : null;
  return archived ? "run.archived" : "run.unarchived";
}
