import type { AppendTaskLines, Page, TaskLinesAccepted, TaskLogLine } from "@cairn/sdk/schema";
import { encodeCursor } from "../../shared/cursor.ts";
import { Fault } from "../../shared/errors.ts";
import type { VerbInput } from "../context.ts";
import { PAGE_MAX_BYTES } from "../limits.ts";
import { requireRoom } from "../space.ts";
import { type AttemptRow, findAttempt, writeAttempt } from "./attempt-store.ts";
import { LINES_PER_ATTEMPT_MAX } from "./limits.ts";
import { insertLines, readLineBatches } from "./line-store.ts";
import { readLivingTask, readTask } from "./store.ts";

/**
 * Keeps lines of an attempt, each once. Lines above the most that are kept are left out, the last that is kept says so. Throws `not_found`,
 * `invalid_request` for an attempt that is not there, `sequence_gap` when earlier lines are missing.
 */
export function appendTaskLines({ ctx, input }: VerbInput<{ task: string; batch: AppendTaskLines }>): TaskLinesAccepted {
  const { sql } = ctx;
  const row = readLivingTask(sql, input.task);
  requireRoom(sql);
  const { attempt: number, first } = input.batch;
  const attempt = findAttempt(sql, row.number, number);
  if (!attempt) {
    const message = `task ${row.id} has no attempt ${number}`;
    throw new Fault("invalid_request", `body.attempt: ${message}`, { errors: [{ path: "body.attempt", rule: "unknown", message }] });
  }
  if (first > attempt.line_count + 1)
    throw new Fault("sequence_gap", `Attempt ${number} of task ${row.id} has ${attempt.line_count} lines: line ${first} cannot be next.`);
  const fresh = roomy(attempt, input.batch.lines.slice(attempt.line_count + 1 - first));
  if (fresh.length > 0)
    ctx.storage.transactionSync(() => {
      const last = attempt.line_count + fresh.length;
      insertLines(sql, row.number, { attempt: number, first: attempt.line_count + 1, last, lines: JSON.stringify(fresh) });
      writeAttempt(sql, row.number, number, { line_count: last });
    });
  return { line_count: attempt.line_count + fresh.length };
}

function roomy({ line_count }: AttemptRow, lines: AppendTaskLines["lines"]): AppendTaskLines["lines"] {
  const room = LINES_PER_ATTEMPT_MAX - line_count;
  if (lines.length < room) return lines;
  const at = lines[0]?.at ?? 0;
  return room <= 0
    ? []
    : [...lines.slice(0, room - 1), { at, level: "warn", text: `The log is full: ${LINES_PER_ATTEMPT_MAX} lines are kept of an attempt.` }];
}

export interface TaskLinesInput {
  task: string;
  /** null: the last one. */
  attempt: number | null;
  /** The last so many lines; null: from `after` on. */
  tail: number | null;
  /** Number of the line that the page starts after. */
  after: number;
  limit: number;
}

/** Lines of an attempt, in order. Throws `not_found`. */
export function readTaskLines({ ctx, input }: VerbInput<TaskLinesInput>): Page<TaskLogLine> {
  const { sql } = ctx;
  const row = readTask(sql, input.task);
  const number = input.attempt ?? row.attempt;
  const attempt = findAttempt(sql, row.number, number);
  if (!attempt) return { items: [], next_cursor: null };
  const after = input.tail === null ? input.after : Math.max(0, attempt.line_count - input.tail);
  const limit = input.tail ?? input.limit;
  const items: TaskLogLine[] = [];
  let size = 0;
  for (const batch of readLineBatches(sql, row.number, number, after)) {
    for (const [i, line] of (JSON.parse(batch.lines) as AppendTaskLines["lines"]).entries()) {
      if (batch.first + i <= after) continue;
      if (items.length === limit || size > PAGE_MAX_BYTES)
        return { items, next_cursor: encodeCursor({ after: items.at(-1)?.number, attempt: number }) };
      items.push({ attempt: number, number: batch.first + i, ...line });
      size += line.text.length + 60;
    }
  }
  return { items, next_cursor: null };
}
