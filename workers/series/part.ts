import { BUCKET_COLUMNS, type BucketColumn, type Buckets, columnsOf } from "./buckets.ts";
import { readContainer, writeContainer } from "./container.ts";
import { decodeIntegers, encodeIntegers } from "./integers.ts";
import { decodeValues, encodeValues } from "./values.ts";

/** Kind of a container that holds buckets: numbers are [width, buckets], columns are those of BUCKET_COLUMNS. */
const KIND = 2;

const VALUES: ReadonlySet<BucketColumn> = new Set<BucketColumn>(["mins", "maxs", "sums", "firsts", "lasts"]);

/** Buckets of several series, none of them empty. */
export function encodePart(series: ReadonlyMap<string, Buckets>): Uint8Array<ArrayBuffer> {
  const entries = Array.from(series, ([key, buckets]) => ({
    key,
    numbers: [buckets.width, buckets.length],
    columns: BUCKET_COLUMNS.map((name) => (VALUES.has(name) ? encodeValues(buckets[name]) : encodeIntegers(buckets[name]))),
  }));
  return writeContainer(KIND, entries);
}

/** One series of a part, decoded when it is asked for. */
export interface PartSeries {
  width: number;
  length: number;
  buckets(): Buckets;
}

/** Throws on bytes that are no part of a known version. */
export function openPart(bytes: Uint8Array): Map<string, PartSeries> {
  // Series that were logged together share steps, times and counts, which are decoded once and never changed.
  const integers = new Map<number, Float64Array>();
  const entries = readContainer(bytes, KIND).map(({ key, numbers, column, columnNumber }): [string, PartSeries] => {
    const [width = 1, length = 0] = numbers;
    const decode = (name: BucketColumn, i: number): Float64Array => {
      if (VALUES.has(name)) return decodeValues(column(i), length);
      const known = integers.get(columnNumber(i));
      const decoded = known?.length === length ? known : decodeIntegers(column(i), length);
      integers.set(columnNumber(i), decoded);
      return decoded;
    };
    const buckets = () => ({ width, length, ...columnsOf((name) => decode(name, BUCKET_COLUMNS.indexOf(name))) });
    return [key, { width, length, buckets }];
  });
  return new Map(entries);
}
