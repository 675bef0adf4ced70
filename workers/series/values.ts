import { ByteReader, ByteWriter } from "./bytes.ts";
import { decodeIntegers, encodeIntegers } from "./integers.ts";

/**
 * A column of 64-bit floats, every bit kept. One byte says how it is stored:
 *
 *     0 constant: the value (f64)
 *     1 decimals: power k (u8), then a column of integers: value i is integer i ÷ 10^k
 *     2 floats:   all are 32-bit floats: the bits of each XOR those of the one before, in four planes of bytes, highest first
 *     3 doubles:  the same with 64 bits in eight planes
 *
 * Planes are what deflate can work on: the high bytes of a curve hardly change, the low ones of a measured value are noise.
 */
const CONSTANT = 0;
const DECIMALS = 1;
const FLOATS = 2;
const DOUBLES = 3;

/** Powers of ten that are exact doubles and small enough that scaled values stay exact. */
const POWERS = Array.from({ length: 13 }, (_, k) => 10 ** k);
const SCALED_MAX = 2 ** 50;

export function encodeValues(values: Float64Array): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter();
  if (isConstant(values)) {
    out.u8(CONSTANT);
    out.f64(values[0] ?? 0);
    return out.finish();
  }
  const power = powerOf(values);
  const isFloat = isFloats(values);
  if (power !== null) {
    const scale = POWERS[power] as number;
    const integers = encodeIntegers(values.map((value) => Math.round(value * scale)));
    // A curve of floats may pass for long decimals by chance, as small integers do; the shorter one is kept.
    if (integers.length <= values.length * (isFloat ? 3 : 6)) {
      out.u8(DECIMALS);
      out.u8(power);
      out.bytes(integers);
      return out.finish();
    }
  }
  out.u8(isFloat ? FLOATS : DOUBLES);
  const words = new Uint32Array((isFloat ? new Float32Array(values) : new Float64Array(values)).buffer);
  out.bytes(toPlanes(words, isFloat ? 1 : 2, values.length));
  return out.finish();
}

export function decodeValues(bytes: Uint8Array, length: number): Float64Array<ArrayBuffer> {
  const read = new ByteReader(bytes);
  const kind = read.u8();
  if (kind === CONSTANT) return new Float64Array(length).fill(read.f64());
  if (kind === DECIMALS) {
    const scale = POWERS[read.u8()];
    if (scale === undefined) throw new Error("unknown power of a column of decimals");
    const values = decodeIntegers(bytes.subarray(read.at), length);
    if (scale !== 1) for (let i = 0; i < length; i++) values[i] = (values[i] as number) / scale;
    return values;
  }
  if (kind === FLOATS) return new Float64Array(new Float32Array(fromPlanes(read.take(length * 4), 1, length).buffer));
  if (kind === DOUBLES) return new Float64Array(fromPlanes(read.take(length * 8), 2, length).buffer);
  throw new Error(`unknown kind ${kind} of a column of values`);
}

/** Words of `wide` × 32 bits (lower half first), each XOR the one before, byte by byte in planes, highest byte first. */
function toPlanes(words: Uint32Array, wide: number, length: number): Uint8Array {
  const planes = new Uint8Array(length * wide * 4);
  for (let half = 0; half < wide; half++) {
    let before = 0;
    let at = (wide - 1 - half) * 4 * length;
    for (let i = 0; i < length; i++) {
      const word = words[i * wide + half] as number;
      const change = word ^ before;
      before = word;
      planes[at] = change >>> 24;
      planes[at + length] = change >>> 16;
      planes[at + 2 * length] = change >>> 8;
      planes[at + 3 * length] = change;
      at++;
    }
  }
  return planes;
}

function fromPlanes(planes: Uint8Array, wide: number, length: number): Uint32Array<ArrayBuffer> {
  const words = new Uint32Array(length * wide);
  for (let half = 0; half < wide; half++) {
    let word = 0;
    let at = (wide - 1 - half) * 4 * length;
    for (let i = 0; i < length; i++) {
      const high = ((planes[at] as number) << 24) | ((planes[at + length] as number) << 16);
      word ^= high | ((planes[at + 2 * length] as number) << 8) | (planes[at + 3 * length] as number);
      words[i * wide + half] = word;
      at++;
    }
  }
  return words;
}

function isConstant(values: Float64Array): boolean {
  for (let i = 1; i < values.length; i++) if (!Object.is(values[i], values[0])) return false;
  return true;
}

function isFloats(values: Float64Array): boolean {
  for (const value of values) if (!Object.is(Math.fround(value), value)) return false;
  return true;
}

/** The least k for which all values are integers ÷ 10^k, or null. NaN, infinities and -0 are none. */
function powerOf(values: Float64Array): number | null {
  let power = 0;
  for (const value of values)
    while (!isScaled(value, POWERS[power] as number)) {
      power++;
      if (power >= POWERS.length) return null;
    }
  return power;
}

const isScaled = (value: number, scale: number): boolean => {
  const scaled = Math.round(value * scale);
  return Math.abs(scaled) <= SCALED_MAX && !Object.is(scaled, -0) && Object.is(scaled / scale, value);
};
