import { deflateRawSync, inflateRawSync } from "node:zlib";
import { LogLevel, type LogStream, type NewLine } from "@cairn/sdk/schema";

/** A line as it is kept: without its number, which its place gives. */
export type KeptLine = Pick<NewLine, "at" | "stream" | "text"> & { level: LogLevel | null; step: number | null };

/** First byte of a chunk; a reader refuses others. */
const VERSION = 1;
const LEVELS = LogLevel.options;
const STREAMS: readonly LogStream[] = ["stdout", "stderr"];
/** Level of a line that has none. */
const NO_LEVEL = "-";

/** What is in a chunk after its version byte, as JSON, compressed with DEFLATE (RFC 1951). docs/storage.md describes it. */
interface Columns {
  /** The first time, then the difference to the line before, ms. */
  at: number[];
  /** One digit a line: place in STREAMS. */
  stream: string;
  /** One character a line: place in LEVELS, or NO_LEVEL. */
  level: string;
  step: (number | null)[] | null;
  text: string[];
}

/** Packs lines; `effort` is the compression level, 1 (quick) to 9. */
export function packLines(lines: readonly KeptLine[], effort: number): Uint8Array<ArrayBuffer> {
  let before = 0;
  const columns: Columns = {
    at: lines.map(({ at }) => {
      const difference = at - before;
      before = at;
      return difference;
    }),
    stream: lines.map(({ stream }) => STREAMS.indexOf(stream)).join(""),
    level: lines.map(({ level }) => (level === null ? NO_LEVEL : LEVELS.indexOf(level))).join(""),
    step: lines.some(({ step }) => step !== null) ? lines.map(({ step }) => step) : null,
    text: lines.map(({ text }) => text),
  };
  const body = deflateRawSync(new TextEncoder().encode(JSON.stringify(columns)), { level: effort });
  const packed = new Uint8Array(body.length + 1);
  packed[0] = VERSION;
  packed.set(body, 1);
  return packed;
}

/** Reverse of `packLines`. Throws for a version that this code does not know, and for what is broken. */
export const unpackLines = (packed: Uint8Array): KeptLine[] => parseLines(inflateLines(packed));

/** The first half of unpacking: JSON that holds the text of all lines, escaped as JSON does it. */
export function inflateLines(packed: Uint8Array): string {
  if (packed[0] !== VERSION) throw new Error(`log chunk of version ${packed[0]}`);
  return new TextDecoder().decode(inflateRawSync(packed.subarray(1)));
}

/** The second half. */
export function parseLines(json: string): KeptLine[] {
  const columns: Columns = JSON.parse(json);
  let at = 0;
  return columns.text.map((text, i) => {
    at += columns.at[i] ?? 0;
    return {
      at,
      stream: STREAMS[Number(columns.stream[i])] ?? "stdout",
      level: LEVELS[Number(columns.level[i])] ?? null,
      step: columns.step?.[i] ?? null,
      text,
    };
  });
}

/** What is in some lines, as bit sets: bit i for the i-th level, the bit after the last for lines without one. */
export function bitsOf(lines: readonly KeptLine[]): { levels: number; streams: number } {
  let levels = 0;
  let streams = 0;
  for (const { level, stream } of lines) {
    levels |= bitOfLevel(level);
    streams |= bitOfStream(stream);
  }
  return { levels, streams };
}

/** The bits of a level and all more serious ones. */
export const levelsFrom = (level: LogLevel): number => ((1 << LEVELS.length) - 1) & ~((1 << LEVELS.indexOf(level)) - 1);

export const bitOfLevel = (level: LogLevel | null): number => 1 << (level === null ? LEVELS.length : LEVELS.indexOf(level));

export const bitOfStream = (stream: LogStream): number => 1 << STREAMS.indexOf(stream);
