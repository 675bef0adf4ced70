import { parquetMetadata } from "hyparquet";
import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, test } from "vitest";
import type { FileSource } from "./file-source";
import { boundedRows, requireHonestRows } from "./parquet-bounds";
import { parquetTable } from "./parquet-table";

const ROWS = 1_000;
const FIRST_PAGE = 4;
const numbers = Float64Array.from({ length: ROWS }, (_, i) => i / 3);
const bytesOf = (codec: "SNAPPY" | "UNCOMPRESSED" = "UNCOMPRESSED") =>
  parquetWriteBuffer({
    codec,
    columnData: [
      { name: "x", data: numbers, encoding: "PLAIN" },
      { name: "word", data: Array.from(numbers, (_, i) => `w${i % 7}`) },
    ],
  });

const memory = (bytes: ArrayBuffer): FileSource => ({ size: bytes.byteLength, read: async (from, to) => bytes.slice(from, to) });

/** The file with another header on its first page, whose sizes are as given; what follows keeps its place. */
function forged({ unpacked, values, stored = 500 }: { unpacked: number; values: number; stored?: number }): ArrayBuffer {
  const bytes = bytesOf("SNAPPY").slice(0);
  const header = [
    0x15,
    0,
    0x15,
    ...zigzag(unpacked),
    0x15,
    ...zigzag(stored),
    0x2c,
    0x15,
    ...zigzag(values),
    0x15,
    0,
    0x15,
    6,
    0x15,
    6,
    0,
    0,
  ];
  new Uint8Array(bytes).set(header, FIRST_PAGE);
  return bytes;
}

function zigzag(value: number): number[] {
  const bytes: number[] = [];
  let rest = value * 2;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return [...bytes, rest];
}

describe("Parquet", () => {
  test.each(["SNAPPY", "UNCOMPRESSED"] as const)("rows of a %s file are those that were written", async (codec) => {
    const table = parquetTable(memory(bytesOf(codec)));
    expect([await table.columns(), table.total()]).toEqual([["x", "word"], ROWS]);
    expect(await table.rows(998, 2_000)).toEqual([
      [998 / 3, "w4"],
      [333, "w5"],
    ]);
  });

  test("a page that would unpack to gigabytes is refused before room is made for it", async () => {
    const table = parquetTable(memory(forged({ unpacked: 1_900_000_000, values: ROWS })));
    await expect(table.rows(0, 10)).rejects.toThrow("up to column x, these rows unpack to 1.8 GiB, and at most 512 MiB can be shown.");
  });
  test("a page that declares billions of values is refused", async () => {
    const table = parquetTable(memory(forged({ unpacked: 8_000, values: 1_000_000_000 })));
    await expect(table.rows(0, 10)).rejects.toThrow("1,000,000,000 values, and at most 20,000,000 can be shown.");
  });
  test("a page that goes on behind its column is refused", async () => {
    const table = parquetTable(memory(forged({ unpacked: 8_000, values: ROWS, stored: 1_000_000 })));
    await expect(table.rows(0, 10)).rejects.toThrow("a page of it lies outside of its column.");
  });

  test("what counts is the rows asked for, in all columns together", async () => {
    const bytes = bytesOf();
    const metadata = parquetMetadata(bytes);
    const file = { byteLength: bytes.byteLength, slice: async (from: number, to?: number) => bytes.slice(from, to) };
    const ask = (limits: { bytes: number; values: number }) => boundedRows(file, metadata, { rowStart: 0, rowEnd: 10 }, limits);
    await expect(ask({ bytes: 1_000, values: 10_000 })).rejects.toThrow(/^these rows are in parts of/);
    await expect(ask({ bytes: 100_000, values: 1_500 })).rejects.toThrow("up to column word, these rows unpack to 2,007 values");
    expect((await ask({ bytes: 100_000, values: 2_007 })).byteLength).toBe(bytes.byteLength);
  });

  test("an index whose counts do not add up is refused", () => {
    const metadata = parquetMetadata(bytesOf());
    expect(() => requireHonestRows(metadata)).not.toThrow();
    expect(() => requireHonestRows({ ...metadata, num_rows: 10n ** 12n })).toThrow("its index tells of other rows");
    const group = metadata.row_groups[0];
    if (!group) throw new Error("there is no group");
    const groups = [group, { ...group, num_rows: -1n }];
    expect(() => requireHonestRows({ ...metadata, row_groups: groups, num_rows: 999n })).toThrow("its index tells of other rows");
  });
});
