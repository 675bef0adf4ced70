import type { RunDetail } from "@cairn/sdk/schema";
import type { VerbInput } from "../context.ts";
import { readRun, toRunDetail } from "./store.ts";

/** One run. Throws `not_found`. */
export const getRun = ({ ctx, input }: VerbInput<{ run: string }>): RunDetail => toRunDetail(readRun(ctx.sql, input.run));
