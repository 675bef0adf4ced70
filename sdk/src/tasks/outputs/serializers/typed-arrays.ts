/** Arrays of numbers that the language has; `Float16Array` only where the runtime has it. */
export type TypedArray =
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Float64Array;

/** Makes typed arrays of one kind. */
export interface TypedArrayClass<A extends TypedArray = TypedArray> {
  readonly name: string;
  readonly BYTES_PER_ELEMENT: number;
  new (length: number): A;
  new (buffer: ArrayBuffer): A;
}

const half = (globalThis as unknown as { Float16Array?: TypedArrayClass }).Float16Array;

/** Kinds by the name that tasks' parameters and stored values give them. */
export const DTYPES: ReadonlyMap<string, TypedArrayClass> = new Map<string, TypedArrayClass>([
  ["int8", Int8Array],
  ["uint8", Uint8Array],
  ["uint8clamped", Uint8ClampedArray],
  ["int16", Int16Array],
  ["uint16", Uint16Array],
  ["int32", Int32Array],
  ["uint32", Uint32Array],
  ["int64", BigInt64Array],
  ["uint64", BigUint64Array],
  ["float32", Float32Array],
  ["float64", Float64Array],
  ...(half ? [["float16", half] as [string, TypedArrayClass]] : []),
]);

/** Name of an array's kind; null for what is no typed array. A Buffer of Node is uint8. */
export function dtypeOf(value: unknown): string | null {
  if (!ArrayBuffer.isView(value)) return null;
  for (const [name, kind] of DTYPES) if (value instanceof kind) return name;
  return null;
}

/** The memory of an array, little endian as every platform of JavaScript has it. */
export const rawBytes = (array: ArrayBufferView): Uint8Array => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
