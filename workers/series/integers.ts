import { ByteReader, ByteWriter } from "./bytes.ts";

/**
 * A column of whole numbers (steps, times, counts), each from -2^53 to 2^53. One byte says how it is stored:
 *
 *     0 line:   first (f64), stride (signed varint): value i is first + i × stride
 *     1 second: first (f64), first difference, then differences of differences (signed varints)
 *     2 first:  first (f64), then differences (signed varints)
 *     3 plain:  each as f64
 */
const LINE = 0;
const SECOND = 1;
const FIRST = 2;
const PLAIN = 3;

/** Larger differences are not exact as doubles, or not as zigzag varints. */
const DIFFERENCE_MAX = 2 ** 50;

export function encodeIntegers(values: ArrayLike<number>): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter();
  const kind = kindOf(values);
  out.u8(kind);
  if (kind === PLAIN) {
    for (let i = 0; i < values.length; i++) out.f64(values[i] as number);
    return out.finish();
  }
  out.f64(values[0] ?? 0);
  if (kind === LINE) {
    out.signed(values.length > 1 ? (values[1] as number) - (values[0] as number) : 0);
    return out.finish();
  }
  let before = 0;
  for (let i = 1; i < values.length; i++) {
    const difference = (values[i] as number) - (values[i - 1] as number);
    out.signed(kind === FIRST ? difference : difference - before);
    before = difference;
  }
  return out.finish();
}

export function decodeIntegers(bytes: Uint8Array, length: number): Float64Array<ArrayBuffer> {
  const values = new Float64Array(length);
  const read = new ByteReader(bytes);
  const kind = read.u8();
  if (kind === PLAIN) {
    for (let i = 0; i < length; i++) values[i] = read.f64();
    return values;
  }
  let value = read.f64();
  if (length > 0) values[0] = value;
  if (kind === LINE) {
    const stride = read.signed();
    for (let i = 1; i < length; i++) values[i] = value + i * stride;
    return values;
  }
  if (kind !== SECOND && kind !== FIRST) throw new Error(`unknown kind ${kind} of a column of integers`);
  let difference = 0;
  let at = read.at;
  for (let i = 1; i < length; i++) {
    // The reader's varint, written out: this loop is where reading a curve spends its time.
    let byte = bytes[at++] as number;
    let zigzag = byte & 0x7f;
    for (let scale = 0x80; byte >= 0x80; scale *= 0x80) {
      byte = bytes[at++] as number;
      zigzag += (byte & 0x7f) * scale;
    }
    const signed = zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
    difference = kind === FIRST ? signed : difference + signed;
    value += difference;
    values[i] = value;
  }
  if (at > bytes.length) throw new RangeError("stored bytes end too early");
  return values;
}

/** The kind that takes the fewest bytes. */
function kindOf(values: ArrayLike<number>): number {
  let isLine = true;
  let firstCost = 0;
  let secondCost = 0;
  let before = 0;
  for (let i = 1; i < values.length; i++) {
    const difference = (values[i] as number) - (values[i - 1] as number);
    const second = difference - before;
    if (Math.abs(difference) > DIFFERENCE_MAX || Math.abs(second) > DIFFERENCE_MAX) return PLAIN;
    if (i > 1 && second !== 0) isLine = false;
    firstCost += costOf(difference);
    secondCost += costOf(second);
    before = difference;
  }
  if (isLine) return LINE;
  return secondCost < firstCost ? SECOND : FIRST;
}

/** Bytes of a signed varint, near enough for large ones. */
const costOf = (value: number): number => {
  const size = Math.abs(value);
  return size < 64 ? 1 : size < 8192 ? 2 : size < 1_048_576 ? 3 : 6;
};
