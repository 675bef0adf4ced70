import type { MetricValue } from "./fields.ts";
import type { Curve, Curves } from "./metrics.ts";

/** Media type of the binary answer of a query of curves (docs/storage.md describes it). */
export const CURVES_MEDIA_TYPE = "application/vnd.cairn.curves";

/** Version of the binary answer that this code reads (docs/storage.md). */
const VERSION = 1;
const FRAME_BYTES = 8;

/** Names of the columns of a curve of buckets and of one of points, in the order in which they are sent. */
const BUCKETS = ["steps", "last_steps", "times", "last_times", "counts", "nans", "mins", "maxs", "sums", "firsts", "lasts"] as const;
const POINTS = ["steps", "times", "values"] as const;

/** What the head of a frame tells of a curve: run, metric, points of the whole metric, width, length, and how each column is packed. */
type Head = [runId: string, key: string, total: number, width: number, length: number, kinds: number[]];

/**
 * Reads the binary answer of a query of curves: frames one after another, each with some of the curves.
 *
 * @throws Error for another version, RangeError for bytes that end too early.
 */
export function decodeCurves(bytes: ArrayBuffer): Curves {
  const curves: Curve[] = [];
  const view = new DataView(bytes);
  for (let at = 0; at < bytes.byteLength; ) {
    const version = view.getUint8(at);
    if (version !== VERSION) throw new Error(`curves of version ${version} are not known here`);
    const headBytes = view.getUint32(at + 4, true);
    const head = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, at + FRAME_BYTES, headBytes))) as Head[];
    at += FRAME_BYTES + headBytes;
    for (const one of head) {
      const columns = new Columns(bytes, at, one[4]);
      curves.push(toCurve(one, columns));
      at = columns.at;
    }
  }
  return { curves };
}

function toCurve([run_id, key, total, width, length, kinds]: Head, columns: Columns): Curve {
  const names: readonly string[] = width === 0 ? POINTS : BUCKETS;
  const by = new Map(names.map((name, i) => [name, columns.next(kinds[i] ?? 0)]));
  const of = (name: string): number[] => toArray(by.get(name) ?? []);
  if (width > 0) {
    const { steps, last_steps, times, last_times, counts, nans } = mapOf(
      ["steps", "last_steps", "times", "last_times", "counts", "nans"],
      of,
    );
    const { mins, maxs, sums, firsts, lasts } = mapOf(["mins", "maxs", "sums", "firsts", "lasts"], (name) => inWords(of(name)));
    return { run_id, key, total, width, steps, last_steps, times, last_times, counts, nans, mins, maxs, sums, firsts, lasts };
  }
  const steps = of("steps");
  const times = of("times");
  const numbers = of("values");
  const values = inWords(numbers);
  return {
    ...{ run_id, key, total, width: 0, steps, last_steps: steps, times, last_times: times },
    counts: Array.from({ length }, () => 1),
    nans: numbers.map((value) => (Number.isNaN(value) ? 1 : 0)),
    sums: values.map((value) => (value === "NaN" ? 0 : value)),
    ...{ mins: values, maxs: values, firsts: values, lasts: values },
  };
}

/** `Array.from` goes by an iterator, which takes ten times as long; an answer may have millions of numbers. */
function toArray(numbers: ArrayLike<number>): number[] {
  const array = new Array<number>(numbers.length);
  for (let i = 0; i < array.length; i++) array[i] = numbers[i] as number;
  return array;
}

const mapOf = <N extends string, T>(names: readonly N[], make: (name: N) => T) =>
  Object.fromEntries(names.map((name) => [name, make(name)])) as Record<N, T>;

const inWords = (values: readonly number[]): MetricValue[] =>
  values.every(Number.isFinite)
    ? (values as MetricValue[])
    : values.map((value) => (Number.isFinite(value) ? value : (String(value) as "NaN" | "Infinity" | "-Infinity")));

/** Columns one after another, each starting at a multiple of 8. */
class Columns {
  readonly #bytes: ArrayBuffer;
  readonly #length: number;
  at: number;

  constructor(bytes: ArrayBuffer, at: number, length: number) {
    this.#bytes = bytes;
    this.#length = length;
    this.at = at;
  }

  /** 0: f64; 1: first and stride; 2 and 3: first, then u16 or u32 differences; 4: f32. */
  next(kind: number): ArrayLike<number> {
    if (kind === 0) return this.#take(Float64Array, this.#length);
    if (kind === 4) return this.#take(Float32Array, this.#length);
    const [first = 0, stride = 0] = kind === 1 ? this.#take(Float64Array, 2) : this.#take(Float64Array, 1);
    const values = new Float64Array(this.#length);
    if (kind === 1) {
      for (let i = 0; i < values.length; i++) values[i] = first + i * stride;
      return values;
    }
    const differences = kind === 2 ? this.#take(Uint16Array, this.#length) : this.#take(Uint32Array, this.#length);
    let value = first;
    for (let i = 0; i < values.length; i++) {
      value += differences[i] as number;
      values[i] = value;
    }
    return values;
  }

  #take<T extends { BYTES_PER_ELEMENT: number }>(
    type: T & (new (b: ArrayBuffer, at: number, n: number) => InstanceType<typeof Float64Array> | Float32Array | Uint16Array | Uint32Array),
    length: number,
  ) {
    const column = new type(this.#bytes, this.at, length);
    this.at += Math.ceil((length * type.BYTES_PER_ELEMENT) / 8) * 8;
    return column;
  }
}
