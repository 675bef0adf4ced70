import { LOG_CHUNK_BYTES, LOG_CHUNK_LINES } from "../limits.ts";
import type { ChunkRow } from "./store.ts";

type Sizes = Pick<ChunkRow, "bytes" | "lines">;

/** Whether a chunk is filled by half: it is left alone then, so that no line is packed again and again. */
export const isFull = ({ bytes, lines }: Sizes): boolean => bytes >= LOG_CHUNK_BYTES / 2 || lines >= LOG_CHUNK_LINES / 2;

/**
 * Chunks in a row that are merged into one: they fit, and are two at least. Those at the end, to which more may come, are merged
 * when they are so many or fill a chunk.
 */
export function* groupsOf<C extends Sizes>(chunks: readonly C[], atLeast: number): Generator<C[]> {
  let group: C[] = [];
  let sum = { bytes: 0, lines: 0 };
  for (const chunk of chunks) {
    const grown = { bytes: sum.bytes + chunk.bytes, lines: sum.lines + chunk.lines };
    const fits = grown.bytes <= LOG_CHUNK_BYTES && grown.lines <= LOG_CHUNK_LINES && !isFull(chunk);
    if (fits) {
      group.push(chunk);
      sum = grown;
      continue;
    }
    if (group.length > 1) yield group;
    group = isFull(chunk) ? [] : [chunk];
    sum = isFull(chunk) ? { bytes: 0, lines: 0 } : { bytes: chunk.bytes, lines: chunk.lines };
  }
  if (group.length > 1 && (group.length >= atLeast || isFull(sum))) yield group;
}
