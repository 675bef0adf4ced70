import type { ArtifactEntry } from "@cairn/sdk/schema";
import { describe, expect, test } from "vitest";
import { cellNumber, cellText, isNumeric } from "./cell";
import { csvRows } from "./csv-table";
import type { FileSource } from "./file-source";
import { fileKind, fileTree } from "./file-tree";
import { jsonTable } from "./json-table";
import { jsonLines, type Splitter, streamedTable } from "./table-source";

/** A file in memory that counts what is read of it. */
function memory(text: string): FileSource & { bytesRead: number } {
  const bytes = new TextEncoder().encode(text);
  const file = {
    size: bytes.length,
    bytesRead: 0,
    async read(from: number, to: number) {
      file.bytesRead += to - from;
      return bytes.slice(from, to).buffer;
    },
  };
  return file;
}

/** What a splitter makes of a text that comes in pieces of some characters. */
function inPieces(text: string, size: number, split: Splitter): unknown[][] {
  const rows: unknown[][] = [];
  let rest = "";
  for (let at = 0; at < text.length; at += size) {
    const done = split(rest + text.slice(at, at + size), at + size >= text.length);
    rows.push(...done.rows);
    rest = done.rest;
  }
  return rows;
}

describe("tables in text", () => {
  const csv = '\uFEFFid,"name, full",x,x\r\n1,"a ""b""\nc",0.5,\r\n2,é🐧,1e-3,n/a\r\n';
  test.each([1, 3, 7, 1_000])("CSV that comes in pieces of %d characters has the same rows", (size) => {
    const split = csvRows();
    expect(inPieces(csv, size, csvRows(","))).toEqual([
      [1, 'a "b"\nc', 0.5, null],
      [2, "é🐧", 0.001, "n/a"],
    ]);
    expect(split(csv, true).columns).toEqual(["id", "name, full", "x", "x (2)"]);
  });
  test("a separator is found by itself", () => {
    expect(csvRows()("a;b\n1;2\n", true)).toMatchObject({ columns: ["a", "b"], rows: [[1, 2]] });
  });
  test.each([2, 9, 1_000])("JSON Lines that come in pieces of %d characters", (size) => {
    const text = '{"a":1}\n{"b":"x","a":2}\nnot json\n\n[3]';
    const split = jsonLines();
    expect(inPieces(text, size, split)).toEqual([[1], [2, "x"], [undefined, undefined, "not json"], [undefined, undefined, [3]]]);
    expect(split("", true).columns).toEqual(["a", "b", "value"]);
  });
  test("a large file is read only as far as its rows are wanted, and never cut within a character", async () => {
    const line = `{"n":1,"t":"${"é".repeat(500)}"}\n`;
    const file = memory(line.repeat(5_000));
    const table = streamedTable(file, jsonLines());
    const rows = await table.rows(0, 100);
    expect(rows).toHaveLength(100);
    expect(table.total()).toBeNull();
    expect(file.bytesRead).toBeLessThan(file.size / 2);
    const all = await table.rows(4_990, 6_000);
    expect(all.every(([, text]) => text === "é".repeat(500))).toBe(true);
    expect([all.length, table.total(), file.bytesRead]).toEqual([10, 5_000, file.size]);
  });
});

test("cells read as text and as numbers", () => {
  expect([null, 1n, true, new Date(0), { a: 1n }, [1], "x", new Uint8Array(3)].map(cellText)).toEqual([
    "–",
    "1",
    "true",
    "1970-01-01 00:00:00Z",
    '{"a":"1"}',
    "[1]",
    "x",
    "3 bytes",
  ]);
  expect(["1.5", 2n, new Date(5_000)].map(cellNumber)).toEqual([1.5, 2, 5]);
  expect([isNumeric([1, "2", null]), isNumeric(["a", 1, "b"]), isNumeric([null])]).toEqual([true, false, false]);
});

describe("JSON that is a table", () => {
  test.each([
    [
      "a list of objects",
      [
        { x: 1, y: 2 },
        { x: 3, z: "a" },
      ],
      ["x", "y", "z"],
      [
        [1, 2, undefined],
        [3, undefined, "a"],
      ],
    ],
    [
      "an object of equally long lists",
      { x: [1, 2], y: ["a", "b"] },
      ["x", "y"],
      [
        [1, "a"],
        [2, "b"],
      ],
    ],
    ["columns and rows", { columns: ["x", "y"], rows: [[1, 2]] }, ["x", "y"], [[1, 2]]],
    [
      "lists that happen to be named so",
      { columns: [1, 2], rows: [3, 4] },
      ["columns", "rows"],
      [
        [1, 3],
        [2, 4],
      ],
    ],
  ])("%s", async (_, value, columns, rows) => {
    const table = jsonTable(value);
    expect(await table?.columns()).toEqual(columns);
    expect(await table?.rows(0, 10)).toEqual(rows);
    expect(table?.total()).toBe(rows.length);
  });
  test.each([
    ["a number", 1],
    ["null", null],
    ["an empty list", []],
    ["a list of numbers", [1, 2]],
    ["a list with something else in it", [{ x: 1 }, null]],
    ["objects without fields", [{}, {}]],
    ["an object of lists of different lengths", { x: [1], y: [1, 2] }],
    ["an object of other things", { x: [1], y: 2 }],
  ])("not so %s", (_, value) => expect(jsonTable(value)).toBeNull());
});

test("files are a tree: folders first, with sums", () => {
  const file = (path: string, size: number): ArtifactEntry => ({
    path,
    kind: "file",
    size,
    files: 1,
    sha256: null,
    content_type: null,
    created_at: "",
  });
  const tree = fileTree([file("b.txt", 1), file("m/x10/w", 4), file("m/x9/w", 8), file("a.txt", 2)]);
  expect(tree.map(({ path, size, files }) => [path, size, files])).toEqual([
    ["m", 12, 2],
    ["a.txt", 2, 1],
    ["b.txt", 1, 1],
  ]);
  expect(tree[0]?.children.map(({ name }) => name)).toEqual(["x9", "x10"]);
});

test("files are sorted by size or by time, folders by what is in them and before files", () => {
  const file = (path: string, size: number, day: number): ArtifactEntry => ({
    kind: "file",
    path,
    size,
    files: 1,
    sha256: null,
    content_type: null,
    created_at: `2026-11-0${day}T00:00:00.000Z`,
  });
  const files = [file("a.txt", 1, 2), file("b.txt", 5, 1), file("m/w", 4, 3), file("n/v", 2, 5), file("n/w", 3, 1)];
  const paths = (by: "name" | "size" | "newest") => fileTree(files, by).map(({ path }) => path);
  expect(paths("name")).toEqual(["m", "n", "a.txt", "b.txt"]);
  expect(paths("size")).toEqual(["n", "m", "b.txt", "a.txt"]);
  expect(paths("newest")).toEqual(["n", "m", "a.txt", "b.txt"]);
});

test.each([
  ["a/b.parquet", null, "parquet"],
  ["x.CSV", null, "csv"],
  ["Dockerfile", null, "text"],
  ["weights.bin", "application/octet-stream", "none"],
  ["plot", "image/png", "image"],
  ["page", "text/html; charset=utf-8", "text"],
] as const)("%s of type %s is shown as %s", (path, type, kind) => expect(fileKind(path, type)).toBe(kind));
