import { z } from "zod";
import { Run } from "./runs.ts";

/** Longest line that is kept, in characters; the SDK cuts longer ones and says so in the line. */
export const LINE_MAX = 16_000;
/** Most lines in one batch. */
export const BATCH_LINES_MAX = 5_000;

export const LogLevel = z.enum(["debug", "info", "warning", "error"]);
export type LogLevel = z.infer<typeof LogLevel>;
export const LogStream = z.enum(["stdout", "stderr"]);
export type LogStream = z.infer<typeof LogStream>;

/** A line that a program printed. */
export const NewLine = z
  .strictObject({
    at: z.number().int().min(0).max(8.64e15).meta({ description: "Unix time in ms" }),
    stream: LogStream.default("stdout"),
    level: LogLevel.optional(),
    step: z.number().int().optional().meta({ description: "the run's step at that moment" }),
    text: z.string().max(LINE_MAX).meta({ description: "without the line's end; ANSI colours are kept" }),
  })
  .meta({ id: "NewLine" });
export type NewLine = z.infer<typeof NewLine>;

export const Line = z
  .object({
    number: z.number().int().meta({ description: "1 for the first line of the run; never changes" }),
    at: z.number().int(),
    stream: LogStream,
    level: LogLevel.nullable(),
    step: z.number().int().nullable(),
    text: z.string(),
  })
  .meta({ id: "Line" });
export type Line = z.infer<typeof Line>;

const words = {
  q: z.string().max(500).optional().meta({ description: "text that the line holds, in any case; colours do not count" }),
  regex: z.string().max(500).optional().meta({ description: "RE2 expression; takes time linear in the text" }),
  level: LogLevel.optional().meta({ description: "this level or a more serious one" }),
  stream: LogStream.optional(),
};

export const LineQuery = z.object({
  after: z.coerce.number().int().min(0).optional().meta({ description: "lines with a higher number, oldest first" }),
  before: z.coerce.number().int().min(1).optional().meta({ description: "the last lines with a lower number" }),
  tail: z.coerce.number().int().min(1).max(5_000).optional().meta({ description: "the last lines" }),
  limit: z.coerce.number().int().min(1).max(5_000).default(1_000),
  ...words,
});
export type LineQuery = z.infer<typeof LineQuery>;

/** Lines in order of their numbers. */
export const Lines = z
  .object({
    items: z.array(Line),
    total: z.number().int().meta({ description: "lines of the run" }),
    next_after: z.number().int().nullable().meta({ description: "ask with `after` for more; null: these were the last" }),
    next_before: z.number().int().nullable().meta({ description: "ask with `before` for earlier ones; null: these were the first" }),
  })
  .meta({ id: "Lines" });
export type Lines = z.infer<typeof Lines>;

/** A search across runs, newest runs first. It looks at so much at a time: a page may be empty and have a cursor. */
export const LineSearch = z
  .strictObject({
    ...words,
    experiments: z.array(z.string().max(100)).max(100).optional(),
    filter: z.string().max(10_000).optional().meta({ description: "which runs; docs/search.md" }),
    cursor: z.string().max(1_000).optional(),
    limit: z.number().int().min(1).max(500).default(100),
  })
  .meta({ id: "LineSearch", examples: [{ q: "out of memory" }] });
export type LineSearch = z.infer<typeof LineSearch>;

export const LineMatches = z
  .object({
    items: z.array(z.object({ run: Run.pick({ id: true, name: true, number: true, status: true }), line: Line })),
    next_cursor: z.string().nullable(),
    runs_searched: z.number().int(),
  })
  .meta({ id: "LineMatches" });
export type LineMatches = z.infer<typeof LineMatches>;
