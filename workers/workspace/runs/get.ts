import type { RunDetail } from "@cairn/sdk/schema";
import type { VerbInput } from "../context.ts";
import { readRunDetail } from "./rows.ts";

/** One run, one in the trash too. Throws `not_found`. */
export const getRun = ({ ctx, input }: VerbInput<{ run: string }>): RunDetail => readRunDetail(ctx, input.run);
