import type { Serializer } from "../../types.ts";
import { textOf, utf8 } from "../bytes.ts";
import { invalid } from "../errors.ts";
import { DTYPES, dtypeOf, rawBytes, type TypedArray, type TypedArrayClass } from "./typed-arrays.ts";

/** Numbers with a shape, in row-major (C) order. */
export interface NdArray<A extends TypedArray = TypedArray> {
  /** As many as the product of the shape. */
  readonly data: A;
  /** Length of each dimension; `[]` for a single number. */
  readonly shape: readonly number[];
}

/** Kinds as NumPy writes them (numpy.lib.format, version 1.0): byte order, letter, bytes of an element. */
const DESCRIPTORS: ReadonlyMap<string, string> = new Map([
  ["int8", "|i1"],
  ["uint8", "|u1"],
  ["int16", "<i2"],
  ["uint16", "<u2"],
  ["int32", "<i4"],
  ["uint32", "<u4"],
  ["int64", "<i8"],
  ["uint64", "<u8"],
  ["float16", "<f2"],
  ["float32", "<f4"],
  ["float64", "<f8"],
]);
const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
/** The data begin at a multiple of this. */
const ALIGNMENT = 64;

/** An array with dtype and shape as NumPy's `.npy`, which `numpy.load` reads. */
export function npy<A extends TypedArray = TypedArray>(): Serializer<NdArray<A>> {
  return { name: "npy", extension: "npy", mediaType: "application/x-npy", write: encode, read: (bytes) => decode(bytes) as NdArray<A> };
}

/** A typed array of one kind as `.npy` with one dimension. */
export function typedArray<A extends TypedArray>(kind: TypedArrayClass<A>): Serializer<A> {
  const named = `must be a ${kind.name}`;
  return {
    ...npy<A>(),
    write(value) {
      if (!(value instanceof kind)) throw invalid("output", "type", named);
      return encode({ data: value, shape: [value.length] });
    },
    read(bytes) {
      const { data } = decode(bytes);
      if (!(data instanceof kind)) throw invalid("output", "type", `${named} and is a ${data.constructor.name}`);
      return data;
    },
  };
}

function encode({ data, shape }: NdArray): Uint8Array<ArrayBuffer> {
  const dtype = dtypeOf(data);
  const descr = dtype && DESCRIPTORS.get(dtype);
  if (!descr) throw invalid("output.data", "type", `must be one of the typed arrays ${[...DESCRIPTORS.keys()].join(", ")}`);
  if (!Array.isArray(shape) || !shape.every((n) => Number.isSafeInteger(n) && n >= 0)) {
    throw invalid("output.shape", "type", "must be an array of whole numbers");
  }
  if (sizeOf(shape) !== data.length) throw invalid("output.shape", "size", `${JSON.stringify(shape)} does not hold ${data.length} numbers`);
  // A tuple of one has a comma behind it.
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
  const header = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const before = MAGIC.length + 4;
  const length = Math.ceil((before + header.length + 1) / ALIGNMENT) * ALIGNMENT - before;
  const bytes = new Uint8Array(before + length + data.byteLength);
  bytes.set([...MAGIC, 1, 0, length & 255, length >> 8]);
  bytes.set(utf8(`${header.padEnd(length - 1)}\n`), before);
  bytes.set(rawBytes(data), before + length);
  return bytes;
}

function decode(bytes: Uint8Array<ArrayBuffer>): NdArray {
  if (bytes.length < 10 || !MAGIC.every((byte, i) => bytes[i] === byte)) throw new TypeError("it is no .npy file");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isLong = (bytes[6] as number) > 1;
  const start = isLong ? 12 : 10;
  const end = start + (isLong ? view.getUint32(8, true) : view.getUint16(8, true));
  const header = textOf(bytes.subarray(start, end));
  const descr = /'descr':\s*'([^']*)'/.exec(header)?.[1];
  const tuple = /'shape':\s*\(([\d,\s]*)\)/.exec(header)?.[1];
  if (descr === undefined || tuple === undefined) throw new TypeError("its header is not readable");
  if (!/'fortran_order':\s*False/.test(header)) throw new TypeError("it is in Fortran order");
  const dtype = [...DESCRIPTORS].find(([, one]) => one === descr)?.[0];
  const kind = dtype && DTYPES.get(dtype);
  if (!kind) throw new TypeError(`this runtime has no arrays of ${descr}`);
  const shape = tuple
    .split(",")
    .filter((part) => part.trim() !== "")
    .map(Number);
  if (bytes.length - end !== sizeOf(shape) * kind.BYTES_PER_ELEMENT)
    throw new TypeError("it does not have as many numbers as its shape says");
  return { data: new kind(bytes.slice(end).buffer), shape };
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1);
