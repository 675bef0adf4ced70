import { z } from "zod";
import { NewMedia } from "./artifacts.ts";
import { Params, Tags } from "./fields.ts";
import { BATCH_LINES_MAX, NewLine } from "./logs.ts";
import { BATCH_POINTS_MAX, MetricColumns } from "./metrics.ts";
import { RunStatus } from "./runs.ts";

/**
 * One batch of a writer. Sequence numbers of a writer start at 1 and have no gap: a batch that was already taken is answered as
 * before and stored once; one that comes too early is refused with `sequence_gap`.
 */
export const LogBatch = z
  .strictObject({
    writer: z.string().regex(/^[A-Za-z0-9_-]{8,64}$/, "must be 8–64 of A–Z a–z 0–9 _ -"),
    sequence: z
      .number()
      .int()
      .min(1)
      .max(2 ** 53),
    metrics: z.array(MetricColumns).max(1_000).default([]),
    params: Params.optional(),
    tags: Tags.optional(),
    summary: Params.optional(),
    lines: z.array(NewLine).max(BATCH_LINES_MAX).optional(),
    media: z.array(NewMedia).max(500).optional(),
  })
  .refine((b) => b.metrics.reduce((n, m) => n + m.steps.length, 0) <= BATCH_POINTS_MAX, `may hold at most ${BATCH_POINTS_MAX} points`)
  .meta({
    id: "LogBatch",
    examples: [{ writer: "w_5f3a9c21", sequence: 1, metrics: [{ key: "loss", steps: [0], times: [1795252200000], values: [0.69] }] }],
  });
export type LogBatch = z.infer<typeof LogBatch>;

export const LogAccepted = z
  .object({ sequence: z.number().int(), duplicate: z.boolean(), status: RunStatus })
  .meta({ id: "LogAccepted", description: "status tells the writer that its run was cancelled meanwhile" });
export type LogAccepted = z.infer<typeof LogAccepted>;
