import { deflateRawSync, inflateRawSync } from "node:zlib";
import { ByteReader, ByteWriter } from "./bytes.ts";

/**
 * Columns of several series in one run of bytes (docs/storage.md). Equal columns are stored once: series that are logged together share
 * steps and times. Columns lie in segments, which are deflated where it helps; reading one series inflates only the segments it needs.
 * A column that is longer than what is left of its segment goes on in the next one, so that noise is not deflated with the rest.
 *
 *     u8 version = 1, u8 kind
 *     varint segments; for each: varint stored length × 2 + (1 if deflated)
 *     varint columns; for each: varint segment, varint offset in it, varint length, both before deflating
 *     varint entries; for each: text key, varint numbers, that many f64, varint columns, that many varint column numbers
 *     the segments
 */
const VERSION = 1;
/** Bytes of a segment before deflating; the last one of a long column is shorter. */
const SEGMENT_BYTES = 16 * 1024;
/** A deflated segment has to be so much smaller, or reading it plain is better. */
const WORTH_IT = 0.95;
const LEVEL = 6;

/** One series in a container: what is told of it in numbers, and its encoded columns. */
export interface Entry {
  key: string;
  numbers: readonly number[];
  columns: readonly Uint8Array[];
}

export function writeContainer(kind: number, entries: readonly Entry[]): Uint8Array<ArrayBuffer> {
  const segments: Uint8Array[] = [];
  let open = new ByteWriter();
  const close = () => {
    if (open.length > 0) segments.push(open.finish());
    open = new ByteWriter();
  };
  const places: { segment: number; offset: number; bytes: Uint8Array }[] = [];
  const bySize = new Map<number, number[]>();
  const place = (bytes: Uint8Array): number => {
    const alike = bySize.get(bytes.length) ?? [];
    bySize.set(bytes.length, alike);
    const known = alike.find((i) => isEqual((places[i] as { bytes: Uint8Array }).bytes, bytes));
    if (known !== undefined) return known;
    const number = places.push({ segment: segments.length, offset: open.length, bytes }) - 1;
    alike.push(number);
    for (let from = 0; from < bytes.length; ) {
      const to = Math.min(bytes.length, from + SEGMENT_BYTES - open.length);
      open.bytes(bytes.subarray(from, to));
      from = to;
      if (open.length === SEGMENT_BYTES) close();
    }
    // The next column is another's: reading a long one inflates nothing of it.
    if (bytes.length >= SEGMENT_BYTES) close();
    return number;
  };
  const placed = entries.map(({ columns }) => columns.map(place));
  close();
  const stored = segments.map((segment) => {
    const deflated = deflateRawSync(segment, { level: LEVEL });
    return deflated.length < segment.length * WORTH_IT ? { bytes: deflated, isDeflated: 1 } : { bytes: segment, isDeflated: 0 };
  });
  const out = new ByteWriter();
  out.u8(VERSION);
  out.u8(kind);
  out.varint(stored.length);
  for (const { bytes, isDeflated } of stored) out.varint(bytes.length * 2 + isDeflated);
  out.varint(places.length);
  for (const { segment, offset, bytes } of places) for (const number of [segment, offset, bytes.length]) out.varint(number);
  out.varint(entries.length);
  for (const [i, { key, numbers }] of entries.entries()) {
    out.text(key);
    out.varint(numbers.length);
    for (const number of numbers) out.f64(number);
    const columns = placed[i] ?? [];
    out.varint(columns.length);
    for (const column of columns) out.varint(column);
  }
  for (const { bytes } of stored) out.bytes(bytes);
  return out.finish();
}

export interface ReadEntry {
  key: string;
  numbers: readonly number[];
  /** The encoded column i. */
  column(i: number): Uint8Array;
  /** Where it lies: equal for equal columns of two series. */
  columnNumber(i: number): number;
}

/** Opens a container. Throws on another version or kind, and where bytes are missing. */
export function readContainer(bytes: Uint8Array, kind: number): ReadEntry[] {
  const read = new ByteReader(bytes);
  const version = read.u8();
  const found = read.u8();
  if (version !== VERSION || found !== kind) throw new Error(`stored points of version ${version}, kind ${found} are not known here`);
  const lengths = list(read, () => read.varint());
  const places = list(read, () => ({ segment: read.varint(), offset: read.varint(), length: read.varint() }));
  const heads = list(read, () => ({ key: read.text(), numbers: list(read, () => read.f64()), columns: list(read, () => read.varint()) }));
  const stored = lengths.map((length) => ({ isDeflated: length % 2 === 1, bytes: read.take(Math.floor(length / 2)) }));
  const segments: (Uint8Array | undefined)[] = stored.map(({ isDeflated, bytes }) => (isDeflated ? undefined : bytes));
  const segmentAt = (number: number): Uint8Array => {
    const plain = stored[number];
    if (!plain) throw new RangeError("stored points name a segment that is not there");
    const segment = segments[number] ?? inflateRawSync(plain.bytes);
    segments[number] = segment;
    return segment;
  };
  const column = (number: number): Uint8Array => {
    const place = places[number];
    if (!place) throw new RangeError("stored points name a column that is not there");
    const first = segmentAt(place.segment).subarray(place.offset, place.offset + place.length);
    if (first.length === place.length) return first;
    const whole = new Uint8Array(place.length);
    whole.set(first);
    for (let at = first.length, segment = place.segment + 1; at < whole.length; segment++) {
      const piece = segmentAt(segment).subarray(0, whole.length - at);
      whole.set(piece, at);
      at += piece.length;
    }
    return whole;
  };
  return heads.map(({ key, numbers, columns }) => ({
    key,
    numbers,
    column: (i) => column(columns[i] ?? -1),
    columnNumber: (i) => columns[i] ?? -1,
  }));
}

function list<T>(read: ByteReader, item: () => T): T[] {
  const length = read.varint();
  const items: T[] = [];
  for (let i = 0; i < length; i++) items.push(item());
  return items;
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
