/**
 * How a batch of points is stored (docs/storage.md). Little-endian:
 *
 *     u8  version = 1, then 3 zero bytes
 *     u32 length of the head in bytes
 *     head: JSON [[key, points], …], UTF-8, padded with spaces so that what follows starts at a multiple of 8
 *     for each key: f64 steps[points], f64 times[points] (Unix ms), f64 values[points]
 *
 * f64 holds every step of the contract (±2^53), NaN and ±Infinity exactly.
 */
const VERSION = 1;
const PREFIX_BYTES = 8;
const WORD_BYTES = 8;

export interface Column {
  key: string;
  steps: ArrayLike<number>;
  times: ArrayLike<number>;
  values: ArrayLike<number>;
}

export function packColumns(columns: readonly Column[]): Uint8Array<ArrayBuffer> {
  const json = JSON.stringify(columns.map((column) => [column.key, column.steps.length]));
  const head = new TextEncoder().encode(json);
  const headBytes = Math.ceil(head.length / WORD_BYTES) * WORD_BYTES;
  const points = columns.reduce((n, column) => n + column.steps.length, 0);
  const packed = new Uint8Array(PREFIX_BYTES + headBytes + points * 3 * WORD_BYTES);
  packed[0] = VERSION;
  new DataView(packed.buffer).setUint32(4, headBytes, true);
  packed.set(head, PREFIX_BYTES);
  packed.fill(0x20, PREFIX_BYTES + head.length, PREFIX_BYTES + headBytes);
  let at = PREFIX_BYTES + headBytes;
  for (const { steps, times, values } of columns) {
    for (const numbers of [steps, times, values]) {
      new Float64Array(packed.buffer, at, numbers.length).set(numbers);
      at += numbers.length * WORD_BYTES;
    }
  }
  return packed;
}

/** Reads a batch; the columns are views into `packed`. Throws on another version or a length that does not fit. */
export function unpackColumns(packed: ArrayBuffer): (Column & { steps: Float64Array; times: Float64Array; values: Float64Array })[] {
  const { head, headBytes } = readHead(packed);
  let at = PREFIX_BYTES + headBytes;
  const take = (length: number) => {
    const numbers = new Float64Array(packed, at, length);
    at += length * WORD_BYTES;
    return numbers;
  };
  return head.map(([key, length]) => ({ key, steps: take(length), times: take(length), values: take(length) }));
}

/** How many points are in a batch. Throws on another version. */
export const countPoints = (packed: ArrayBuffer): number => readHead(packed).head.reduce((sum, [, points]) => sum + points, 0);

function readHead(packed: ArrayBuffer): { head: [string, number][]; headBytes: number } {
  const view = new DataView(packed);
  const version = view.getUint8(0);
  if (version !== VERSION) throw new Error(`a batch of points has version ${version}, which this code does not know`);
  const headBytes = view.getUint32(4, true);
  return { head: JSON.parse(new TextDecoder().decode(new Uint8Array(packed, PREFIX_BYTES, headBytes))) as [string, number][], headBytes };
}
