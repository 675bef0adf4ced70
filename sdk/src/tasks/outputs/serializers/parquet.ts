import type { SchemaElement } from "hyparquet";
import type { ColumnSource } from "hyparquet-writer";
import type { Serializer } from "../../types.ts";
import { invalid } from "../errors.ts";
import { checkJson } from "./json.ts";
import { DTYPES, dtypeOf, type TypedArray } from "./typed-arrays.ts";

/** A cell: the kind must be one and the same in a column, but for null. Objects and arrays are kept as JSON. */
export type Cell = null | undefined | boolean | number | bigint | string | Date | Uint8Array | object;

/** A table by columns of one length. Typed arrays come back as they were, and so do arrays of cells. */
export interface Table {
  readonly [column: string]: TypedArray | readonly Cell[];
}

const MEDIA_TYPE = "application/vnd.apache.parquet";
/** Key of the file's metadata that says which columns were typed arrays, by their dtype. */
const DTYPES_KEY = "cairn.dtypes";

/**
 * Rows as a Parquet file (Snappy), which DuckDB, pandas and the like read. Numbers are 64-bit floats, bigint 64-bit integers, dates milliseconds;
 * what a row lacks is null when read. Give the columns when there may be no row at all, so that an empty file has them too.
 */
export function parquet<Row extends object = { [column: string]: Cell }>(columns?: readonly (keyof Row & string)[]): Serializer<Row[]> {
  return {
    name: "parquet",
    extension: "parquet",
    mediaType: MEDIA_TYPE,
    async write(rows) {
      if (!Array.isArray(rows)) throw invalid("output", "type", "must be an array of rows");
      const names = columns ?? [...new Set(rows.flatMap((row: object) => Object.keys(row)))];
      const table = names.map((name) => [name, rows.map((row) => (row as Record<string, Cell>)[name])] as const);
      return encode(new Map(table));
    },
    async read(bytes) {
      const { columns: found, length } = await decode(bytes);
      return Array.from({ length }, (_, i) => Object.fromEntries([...found].map(([name, cells]) => [name, cells[i]])) as Row);
    },
  };
}

/** A table by columns as a Parquet file. Typed arrays keep their kind. */
export function parquetColumns<T extends Table = Table>(): Serializer<T> {
  return {
    name: "parquet-columns",
    extension: "parquet",
    mediaType: MEDIA_TYPE,
    write: async (table) => encode(new Map(Object.entries(table))),
    read: async (bytes) => Object.fromEntries((await decode(bytes)).columns) as T,
  };
}

async function encode(table: ReadonlyMap<string, TypedArray | readonly Cell[]>): Promise<Uint8Array<ArrayBuffer>> {
  if (table.size === 0) throw invalid("output", "columns", "must have a column; name the columns of a table without rows");
  const dtypes: Record<string, string> = {};
  const schema: SchemaElement[] = [{ name: "table", num_children: table.size }];
  const columnData: ColumnSource[] = [];
  let length: number | undefined;
  for (const [name, cells] of table) {
    length ??= cells.length;
    if (cells.length !== length) throw invalid(`output.${name}`, "length", `has ${cells.length} rows and the first column ${length}`);
    const dtype = dtypeOf(cells);
    if (dtype) dtypes[name] = dtype;
    const column = dtype ? typedColumn(dtype, cells as TypedArray) : cellColumn(name, cells as readonly Cell[]);
    schema.push({ name, ...column.element });
    // Neither minimum nor maximum can be told of NaN, and a dictionary takes -0 for 0.
    const isFloat = column.element.type === "DOUBLE" || column.element.type === "FLOAT";
    columnData.push({ name, data: column.data as ColumnSource["data"], ...(isFloat ? { statistics: false, encoding: "PLAIN" } : {}) });
  }
  const { parquetWriteBuffer } = await import("hyparquet-writer");
  const kvMetadata = [{ key: DTYPES_KEY, value: JSON.stringify(dtypes) }];
  return new Uint8Array(parquetWriteBuffer({ columnData, schema, kvMetadata, createdBy: "cairn" }));
}

interface Column {
  element: Omit<SchemaElement, "name">;
  data: ArrayLike<unknown>;
}

function typedColumn(dtype: string, cells: TypedArray): Column {
  const repetition_type = "REQUIRED" as const;
  switch (dtype) {
    case "float64":
      return { element: { type: "DOUBLE", repetition_type }, data: cells };
    case "float32":
    case "float16":
      return { element: { type: "FLOAT", repetition_type }, data: Float32Array.from(cells as Float32Array) };
    case "int64":
      return { element: { type: "INT64", repetition_type }, data: cells };
    case "uint64":
      return { element: { type: "INT64", converted_type: "UINT_64", repetition_type }, data: cells };
    case "uint32":
      // The writer takes no unsigned 32 bits; in 64 they are the same numbers.
      return { element: { type: "INT64", repetition_type }, data: BigInt64Array.from(cells as Uint32Array as unknown as number[], BigInt) };
    default:
      return { element: { type: "INT32", repetition_type }, data: Int32Array.from(cells as Int32Array) };
  }
}

const KINDS = {
  boolean: { type: "BOOLEAN" },
  number: { type: "DOUBLE" },
  bigint: { type: "INT64" },
  string: { type: "BYTE_ARRAY", converted_type: "UTF8" },
  date: { type: "INT64", converted_type: "TIMESTAMP_MILLIS" },
  bytes: { type: "BYTE_ARRAY" },
  json: { type: "BYTE_ARRAY", converted_type: "JSON" },
} as const satisfies Record<string, Omit<SchemaElement, "name">>;

function cellColumn(name: string, cells: readonly Cell[]): Column {
  let kind: keyof typeof KINDS | undefined;
  for (const [i, cell] of cells.entries()) {
    if (cell === null || cell === undefined) continue;
    const path = `output[${i}].${name}`;
    const own = kindOf(cell, path);
    kind ??= own;
    if (own !== kind) throw invalid(path, "type", `is a ${own} in a column of ${kind}`);
  }
  return { element: { ...KINDS[kind ?? "bytes"], repetition_type: "OPTIONAL" }, data: cells.map((cell) => cell ?? null) };
}

function kindOf(cell: NonNullable<Cell>, path: string): keyof typeof KINDS {
  if (typeof cell === "string" && !cell.isWellFormed()) throw invalid(path, "unicode", "has half of a surrogate pair");
  if (typeof cell === "bigint" && BigInt.asIntN(64, cell) !== cell) throw invalid(path, "range", "must have at most 64 bits");
  if (typeof cell === "boolean" || typeof cell === "number" || typeof cell === "bigint" || typeof cell === "string")
    return typeof cell as "string";
  if (cell instanceof Date) {
    if (Number.isNaN(cell.getTime())) throw invalid(path, "date", "must be a valid date");
    return "date";
  }
  if (cell instanceof Uint8Array) return "bytes";
  checkJson(cell, path);
  return "json";
}

async function decode(bytes: Uint8Array<ArrayBuffer>): Promise<{ columns: Map<string, ArrayLike<unknown>>; length: number }> {
  const { parquetMetadataAsync, parquetRead } = await import("hyparquet");
  const slice = (start: number, end?: number) => bytes.buffer.slice(bytes.byteOffset + start, bytes.byteOffset + (end ?? bytes.byteLength));
  const file = { byteLength: bytes.byteLength, slice };
  const metadata = await parquetMetadataAsync(file);
  const length = Number(metadata.num_rows);
  const kept = metadata.key_value_metadata?.find(({ key }) => key === DTYPES_KEY)?.value;
  const dtypes = JSON.parse(kept ?? "{}") as Record<string, string>;
  const columns = new Map<string, { [i: number]: unknown; length: number }>();
  for (const { name } of metadata.schema.slice(1)) {
    const kind = Object.hasOwn(dtypes, name) ? DTYPES.get(dtypes[name] as string) : undefined;
    columns.set(name, kind ? (new kind(length) as unknown as { [i: number]: unknown; length: number }) : new Array(length).fill(null));
  }
  await parquetRead({
    file,
    metadata,
    utf8: false,
    onChunk({ columnName, columnData, rowStart }) {
      const column = columns.get(columnName);
      const isNarrow = column instanceof Uint32Array;
      if (column)
        for (let i = 0; i < columnData.length; i++) column[rowStart + i] = isNarrow ? Number(columnData[i]) : (columnData[i] ?? null);
    },
  });
  return { columns, length };
}
