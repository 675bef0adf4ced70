import type { Experiment, UpdateExperiment } from "@cairn/sdk/schema";
import { notFound } from "../../shared/errors.ts";
import { transact, type VerbInput } from "../context.ts";
import { describedChanges } from "../described.ts";
import { requireRoom } from "../space.ts";
import { setArchived } from "./archive.ts";
import { requireNameFree } from "./create.ts";
import { findExperiment, readExperiment, toExperiment, writeExperiment } from "./store.ts";

/**
 * Renames, describes, tags, archives or brings back an experiment. Writes and tells nothing when it changes nothing. Throws
 * `not_found`, `already_exists`, `limit_reached`, `payload_too_large`.
 */
export function updateExperiment({ ctx, input }: VerbInput<{ experiment: string; patch: UpdateExperiment }>): Experiment {
  const { patch } = input;
  const row = findExperiment(ctx.sql, input.experiment);
  if (!row) throw notFound("experiment");
  requireRoom(ctx.sql);
  const { columns, told } = describedChanges(row, patch);
  if (columns.name !== undefined) requireNameFree(ctx.sql, columns.name);
  transact(ctx, (emit) => {
    writeExperiment(ctx.sql, row.number, columns);
    const subject = { type: "experiment", id: row.id } as const;
    if (Object.keys(told).length > 0) emit({ type: "experiment.updated", subject, data: told });
    if (patch.archived !== undefined) setArchived(ctx, emit, row, patch.archived);
  });
  return toExperiment(readExperiment(ctx.sql, "id", row.id) ?? row);
}
