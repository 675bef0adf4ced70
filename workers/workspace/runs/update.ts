import type { RunDetail, UpdateRun } from "@cairn/sdk/schema";
import { transact, type VerbInput } from "../context.ts";
import { requireRoom } from "../space.ts";
import { mergeIntoRun } from "./patch.ts";
import { readRunDetail } from "./rows.ts";

/** Changes what is said of a run: its name, place, fields, notes and so on. Throws as `mergeIntoRun` does. */
export function updateRun({ ctx, input }: VerbInput<{ run: string; patch: UpdateRun }>): RunDetail {
  requireRoom(ctx.sql);
  transact(ctx, (emit) => mergeIntoRun(ctx, emit, input.run, input.patch));
  return readRunDetail(ctx, input.run);
}
