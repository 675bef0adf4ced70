import type { LogBatchInput } from "../../inputs.ts";
import { BATCH_METRICS_MAX, BATCH_POINTS_MAX } from "../../limits.ts";
import type { NewLine } from "../../schema/logs.ts";
import type { ExportedMedia } from "./layout.ts";
import type { Points } from "./metrics-file.ts";

/** What one batch carries; writer and sequence number are put on it when it is sent. */
export type BatchBody = Pick<LogBatchInput, "metrics" | "lines" | "media">;

/** Lines of a batch: so many, and about so many characters. */
const LINES_MAX = 2_000;
const LINES_CHARS = 400_000;
const MEDIA_MAX = 200;

/** Points in batches of the size that the server takes, always cut at the same places. */
export async function* metricBatches(parts: AsyncIterable<Points>): AsyncGenerator<BatchBody> {
  let metrics: Points[] = [];
  let room = BATCH_POINTS_MAX;
  for await (const { key, steps, times, values } of parts) {
    for (let i = 0; i < steps.length; ) {
      const end = i + room;
      const taken = { key, steps: steps.slice(i, end), times: times.slice(i, end), values: values.slice(i, end) };
      metrics.push(taken);
      room -= taken.steps.length;
      i = end;
      if (room === 0 || metrics.length === BATCH_METRICS_MAX) {
        yield { metrics };
        metrics = [];
        room = BATCH_POINTS_MAX;
      }
    }
  }
  if (metrics.length > 0) yield { metrics };
}

/** Lines in batches. */
export async function* lineBatches(all: AsyncIterable<NewLine>): AsyncGenerator<BatchBody> {
  let lines: NewLine[] = [];
  let chars = 0;
  for await (const line of all) {
    lines.push(line);
    chars += line.text.length;
    if (lines.length < LINES_MAX && chars < LINES_CHARS) continue;
    yield { lines };
    lines = [];
    chars = 0;
  }
  if (lines.length > 0) yield { lines };
}

/** Media in batches; their bytes must be there first. */
export function* mediaBatches(all: readonly ExportedMedia[]): Generator<BatchBody> {
  for (let i = 0; i < all.length; i += MEDIA_MAX) {
    yield {
      media: all
        .slice(i, i + MEDIA_MAX)
        .map(({ id: _id, file: _file, caption, ...media }) => ({ ...media, ...(caption !== null && { caption }) })),
    };
  }
}
