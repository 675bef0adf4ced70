import type { RunDetail, UpdateRun } from "@cairn/sdk/schema";
import { transact, type VerbInput } from "../context.ts";
import { mergeIntoRun } from "./fields.ts";
import { readRunDetail } from "./rows.ts";

/** Renames a run, merges params and tags into it. Throws as `mergeIntoRun` does. */
export function updateRun({ ctx, input }: VerbInput<{ run: string; patch: UpdateRun }>): RunDetail {
  transact(ctx, (emit) => mergeIntoRun(ctx, emit, input.run, input.patch));
  return readRunDetail(ctx.sql, input.run);
}
