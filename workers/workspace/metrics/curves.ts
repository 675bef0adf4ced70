import type { Buckets } from "../../series/buckets.ts";
import type { Points } from "../../series/points.ts";
import type { FoundCurve } from "./query.ts";

/**
 * Curves as the binary answer holds them (docs/storage.md), one frame; frames one after another are an answer too. Little-endian:
 *
 *     u8 version = 1, 3 zero bytes, u32 length of the head in bytes
 *     head: JSON [[run id, key, total, width, length, [kind of each column]], …], padded with spaces to a multiple of 8
 *     the columns of each curve, each padded to a multiple of 8
 *
 * Columns of points (width 0): steps, times, values. Of buckets: steps, last steps, times, last times, counts, nans, mins, maxs, sums,
 * firsts, lasts. Kinds: 0 f64; 1 first and stride (f64); 2 first (f64), then u16 differences, the first of them 0; 3 the same with
 * u32; 4 f32.
 */
const VERSION = 1;
const FRAME_BYTES = 8;
const U16 = 2 ** 16;
const U32 = 2 ** 32;

interface Packed {
  kind: number;
  bytes: Uint8Array;
}

export function encodeCurves(curves: readonly FoundCurve[]): ArrayBuffer {
  const columns: Packed[] = [];
  // Curves of one run often share their steps and times.
  const known = new Map<Float64Array, Packed>();
  const integers = (numbers: Float64Array): Packed => {
    const packed = known.get(numbers) ?? packIntegers(numbers);
    known.set(numbers, packed);
    return packed;
  };
  const head = curves.map(({ runId, key, total, data }) => {
    const packed = data.kind === "points" ? packPoints(data.points, integers) : packBuckets(data.buckets, integers);
    columns.push(...packed);
    const [width, length] = data.kind === "points" ? [0, data.points.steps.length] : [data.buckets.width, data.buckets.length];
    return [runId, key, total, width, length, packed.map(({ kind }) => kind)];
  });
  const json = new TextEncoder().encode(JSON.stringify(head));
  const headBytes = padded(json.length);
  const out = new Uint8Array(columns.reduce((n, { bytes }) => n + padded(bytes.length), FRAME_BYTES + headBytes));
  out[0] = VERSION;
  new DataView(out.buffer).setUint32(4, headBytes, true);
  out.set(json, FRAME_BYTES);
  out.fill(0x20, FRAME_BYTES + json.length, FRAME_BYTES + headBytes);
  let at = FRAME_BYTES + headBytes;
  for (const { bytes } of columns) {
    out.set(bytes, at);
    at += padded(bytes.length);
  }
  return out.buffer;
}

const padded = (length: number) => Math.ceil(length / 8) * 8;

type Pack = (numbers: Float64Array) => Packed;

const packPoints = ({ steps, times, values }: Points, integers: Pack): Packed[] => [integers(steps), integers(times), packValues(values)];

const packBuckets = (b: Buckets, integers: Pack): Packed[] => [
  ...[b.firstSteps, b.lastSteps, b.firstTimes, b.lastTimes, b.counts, b.nans].map(integers),
  ...[b.mins, b.maxs, b.sums, b.firsts, b.lasts].map(packValues),
];

const bytesOf = (array: Float64Array | Float32Array): Uint8Array => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

/** The shortest way to hold whole numbers. */
function packIntegers(numbers: Float64Array): Packed {
  const first = numbers[0] ?? 0;
  const stride = numbers.length > 1 ? (numbers[1] as number) - first : 0;
  let isLine = true;
  let most = 0;
  for (let i = 1; i < numbers.length; i++) {
    const difference = (numbers[i] as number) - (numbers[i - 1] as number);
    if (difference !== stride) isLine = false;
    if (difference < 0) most = U32;
    else if (difference > most) most = difference;
  }
  if (isLine && Math.abs(stride) < U32) return { kind: 1, bytes: bytesOf(Float64Array.of(first, stride)) };
  if (most >= U32) return { kind: 0, bytes: bytesOf(numbers) };
  const Type = most < U16 ? Uint16Array : Uint32Array;
  const bytes = new Uint8Array(padded(8 + numbers.length * Type.BYTES_PER_ELEMENT));
  new Float64Array(bytes.buffer, 0, 1)[0] = first;
  const differences = new Type(bytes.buffer, 8, numbers.length);
  for (let i = 1; i < numbers.length; i++) differences[i] = (numbers[i] as number) - (numbers[i - 1] as number);
  return { kind: most < U16 ? 2 : 3, bytes };
}

/** As 32-bit floats where they are just that. */
function packValues(values: Float64Array): Packed {
  const floats = new Float32Array(values);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (floats[i] !== value && !Number.isNaN(value)) return { kind: 0, bytes: bytesOf(values) };
  }
  return { kind: 4, bytes: bytesOf(floats) };
}
