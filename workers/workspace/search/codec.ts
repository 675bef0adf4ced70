import { BOOLEAN, type Column, MISSING, NUMBER, SEGMENT_RUNS, TEXT } from "./column.ts";

/** First byte of every packed field. */
const VERSION = 1;
/** Says that the types follow one by one. */
const MIXED = 255;
/** How numbers are written; the narrowest that loses nothing is taken. */
const CONSTANT = 1;
const INT16 = 2;
const INT32 = 3;
const FLOAT32 = 4;
const FLOAT64 = 5;
const BITMAP_BYTES = SEGMENT_RUNS / 8;

/**
 * Packs one field of a segment (docs/storage.md): a version byte, the number of columns, then for each its length (4 bytes) and
 * content: types, numbers, texts. Little-endian.
 */
export function packColumns(columns: readonly (Column | null)[]): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [Uint8Array.of(VERSION, columns.length)];
  for (const column of columns) {
    const content = column ? packColumn(column) : new Uint8Array(0);
    parts.push(bytesOf(Uint32Array.of(content.length)), content);
  }
  return concat(parts);
}

/** Reads one column of a packed field back; null when no run has it. Throws on another version. */
export function unpackColumn(packed: Uint8Array, index: number): Column | null {
  if (packed[0] !== VERSION) throw new Error(`a packed field has version ${packed[0]}`);
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  let at = 2;
  for (let i = 0; i < index; i++) at += 4 + view.getUint32(at, true);
  const length = view.getUint32(at, true);
  return length === 0 ? null : unpackContent(packed.subarray(at + 4, at + 4 + length));
}

/** One bit for each run that has a cell in any of the columns, and the types that occur. */
export function presenceOf(columns: readonly (Column | null)[]): { present: Uint8Array<ArrayBuffer>; types: number } {
  const present = new Uint8Array(BITMAP_BYTES);
  let types = 0;
  for (const column of columns) {
    for (let i = 0; i < SEGMENT_RUNS; i++) {
      const type = column?.types[i] ?? MISSING;
      if (type === MISSING) continue;
      present[i >> 3] = (present[i >> 3] ?? 0) | (1 << (i & 7));
      types |= 1 << (type - 1);
    }
  }
  return { present, types };
}

function packColumn({ types, numbers, codes, texts }: Column): Uint8Array<ArrayBuffer> {
  return concat([packTypes(types), packNumbers(types, numbers), packTexts(types, codes, texts)]);
}

function packTypes(types: Uint8Array): Uint8Array {
  const first = types.find((type) => type !== MISSING) ?? MISSING;
  if (types.some((type) => type !== MISSING && type !== first)) return concat([Uint8Array.of(MIXED), types]);
  const bitmap = new Uint8Array(BITMAP_BYTES);
  for (let i = 0; i < SEGMENT_RUNS; i++) if (types[i] !== MISSING) bitmap[i >> 3] = (bitmap[i >> 3] ?? 0) | (1 << (i & 7));
  return concat([Uint8Array.of(first), bitmap]);
}

const hasNumber = (type: number | undefined): boolean => type === NUMBER || type === BOOLEAN;

function packNumbers(types: Uint8Array, numbers: Float64Array | null): Uint8Array {
  const values = numbers ? numbers.filter((_, i) => hasNumber(types[i])) : new Float64Array(0);
  const [first] = values;
  const count = bytesOf(Uint16Array.of(values.length));
  if (first === undefined) return count;
  const written = (encoding: number, data: Float64Array | Float32Array | Int32Array | Int16Array) =>
    concat([count, Uint8Array.of(encoding), bytesOf(data)]);
  if (values.every((value) => Object.is(value, first))) return written(CONSTANT, Float64Array.of(first));
  for (const [encoding, narrow] of [
    [INT16, Int16Array.from(values)],
    [INT32, Int32Array.from(values)],
    [FLOAT32, Float32Array.from(values)],
  ] as const)
    if (values.every((value, i) => Object.is(value, narrow[i]))) return written(encoding, narrow);
  return written(FLOAT64, values);
}

function packTexts(types: Uint8Array, codes: Uint16Array | null, texts: readonly string[]): Uint8Array {
  const used = codes ? codes.filter((_, i) => types[i] === TEXT) : new Uint16Array(0);
  if (used.length === 0) return bytesOf(Uint16Array.of(0));
  const encoded = texts.map((text) => new TextEncoder().encode(text));
  return concat([
    bytesOf(Uint16Array.of(texts.length)),
    bytesOf(Uint16Array.from(encoded, (text) => text.length)),
    ...encoded,
    texts.length <= 256 ? Uint8Array.from(used) : bytesOf(used),
  ]);
}

function unpackContent(bytes: Uint8Array): Column {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const take = (length: number) => {
    at += length;
    return bytes.slice(at - length, at);
  };
  const types = new Uint8Array(SEGMENT_RUNS);
  const kind = bytes[at++] ?? MISSING;
  if (kind === MIXED) types.set(take(SEGMENT_RUNS));
  else {
    const bitmap = take(BITMAP_BYTES);
    for (let i = 0; i < SEGMENT_RUNS; i++) if ((bitmap[i >> 3] ?? 0) & (1 << (i & 7))) types[i] = kind;
  }
  const count = view.getUint16(at, true);
  at += 2;
  let numbers: Float64Array | null = null;
  if (count > 0) {
    const values = unpackNumbers(bytes[at++] ?? 0, count, take);
    numbers = new Float64Array(SEGMENT_RUNS);
    for (let i = 0, n = 0; i < SEGMENT_RUNS; i++) if (hasNumber(types[i])) numbers[i] = values(n++);
  }
  const textCount = view.getUint16(at, true);
  at += 2;
  if (textCount === 0) return { types, numbers, codes: null, texts: [] };
  const lengths = new Uint16Array(take(textCount * 2).buffer);
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const texts = Array.from(lengths, (length) => decoder.decode(take(length)));
  const rest = bytes.slice(at);
  const used = textCount <= 256 ? rest : new Uint16Array(rest.buffer);
  const codes = new Uint16Array(SEGMENT_RUNS);
  for (let i = 0, n = 0; i < SEGMENT_RUNS; i++) if (types[i] === TEXT) codes[i] = used[n++] ?? 0;
  return { types, numbers, codes, texts };
}

function unpackNumbers(encoding: number, count: number, take: (length: number) => Uint8Array<ArrayBuffer>): (i: number) => number {
  if (encoding === CONSTANT) {
    const value = new Float64Array(take(8).buffer)[0] ?? Number.NaN;
    return () => value;
  }
  const values =
    encoding === INT16
      ? new Int16Array(take(count * 2).buffer)
      : encoding === INT32
        ? new Int32Array(take(count * 4).buffer)
        : encoding === FLOAT32
          ? new Float32Array(take(count * 4).buffer)
          : new Float64Array(take(count * 8).buffer);
  return (i) => values[i] ?? Number.NaN;
}

const bytesOf = (data: ArrayBufferView): Uint8Array => new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
