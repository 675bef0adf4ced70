import type { VerbCtx } from "../context.ts";
import type { NewEvent } from "../events/append.ts";
import { type ExperimentRow, writeExperiment } from "./store.ts";

/**
 * Archives an experiment or brings it back; nothing when it is so already. Call it inside a transaction.
 *
 * @param data what the event tells beside it: `because: "run"` when a run came to an archived experiment.
 */
export function setArchived(
  ctx: VerbCtx,
  emit: (event: NewEvent) => void,
  row: ExperimentRow,
  archived: boolean,
  data: { because?: "run" } = {},
): void {
  if (archived === (row.archived_at !== null)) return;
  writeExperiment(ctx.sql, row.number, { archived_at: archived ? ctx.clock.now() : null });
  const type = archived ? "experiment.archived" : "experiment.restored";
  emit({ type, subject: { type: "experiment", id: row.id }, data: { name: row.name, ...data } });
}
