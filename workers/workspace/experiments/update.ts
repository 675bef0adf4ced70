import type { EventData, Experiment, UpdateExperiment } from "@cairn/sdk/schema";
import { notFound } from "../../shared/errors.ts";
import { transact, type VerbInput } from "../context.ts";
import { EVENT_FIELDS_MAX } from "../limits.ts";
import { mergeFields, stringifyFields } from "../runs/fields.ts";
import { requireRoom } from "../space.ts";
import { setArchived } from "./archive.ts";
import { requireNameFree } from "./create.ts";
import { type ExperimentRow, findExperiment, readExperiment, toExperiment, writeExperiment } from "./store.ts";

/**
 * Renames, describes, tags, archives or brings back an experiment. Writes and tells nothing when it changes nothing. Throws
 * `not_found`, `already_exists`, `limit_reached`, `payload_too_large`.
 */
export function updateExperiment({ ctx, input }: VerbInput<{ experiment: string; patch: UpdateExperiment }>): Experiment {
  const { patch } = input;
  const row = findExperiment(ctx.sql, input.experiment);
  if (!row) throw notFound("experiment");
  requireRoom(ctx.sql);
  const { columns, told } = changesOf(row, patch);
  if (columns.name !== undefined) requireNameFree(ctx.sql, columns.name);
  transact(ctx, (emit) => {
    writeExperiment(ctx.sql, row.number, columns);
    const subject = { type: "experiment", id: row.id } as const;
    if (Object.keys(told).length > 0) emit({ type: "experiment.updated", subject, data: told });
    if (patch.archived !== undefined) setArchived(ctx, emit, row, patch.archived);
  });
  return toExperiment(readExperiment(ctx.sql, "id", row.id) ?? row);
}

function changesOf(row: ExperimentRow, { name, description, tags, remove_tags }: UpdateExperiment) {
  const columns: Partial<Pick<ExperimentRow, "name" | "description" | "tags">> = {};
  const told: EventData<"experiment.updated"> = {};
  if (name !== undefined && name !== row.name) columns.name = told.name = name;
  if (description !== undefined && description !== row.description) {
    columns.description = description;
    told.description = true;
  }
  const { fields, set, dropped } = mergeFields(JSON.parse(row.tags), tags, remove_tags);
  if (set.length > 0) told.tags = set.slice(0, EVENT_FIELDS_MAX);
  if (dropped.length > 0) told.remove_tags = dropped.slice(0, EVENT_FIELDS_MAX);
  if (set.length > 0 || dropped.length > 0) columns.tags = stringifyFields("tags", fields);
  return { columns, told };
}
