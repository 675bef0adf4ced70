import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { inspect, isDeepStrictEqual } from "node:util";
import { gunzipSync } from "node:zlib";
import * as apacheArrow from "apache-arrow";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arrow } from "../../src/tasks/outputs/serializers/arrow.ts";
import { clone } from "../../src/tasks/outputs/serializers/clone.ts";
import { gzip, zstd } from "../../src/tasks/outputs/serializers/compress.ts";
import { json, jsonl } from "../../src/tasks/outputs/serializers/json.ts";
import { type NdArray, npy, typedArray } from "../../src/tasks/outputs/serializers/npy.ts";
import { type Cell, parquet, parquetColumns, type Table } from "../../src/tasks/outputs/serializers/parquet.ts";
import { bytes, text } from "../../src/tasks/outputs/serializers/plain.ts";
import type { Serializer } from "../../src/tasks/types.ts";
import { temporaryFolder } from "./folder.ts";

/** What is read of a value that was written; the bytes lie at an odd place of a larger buffer, as a store may hand them out. */
async function trip<T>(serializer: Serializer<T>, value: T): Promise<T> {
  const written = await serializer.write(value);
  const moved = new Uint8Array(written.length + 3);
  moved.set(written, 1);
  return serializer.read(moved.subarray(1, written.length + 1));
}

const written = async <T>(serializer: Serializer<T>, value: T) => new TextDecoder().decode(await serializer.write(value));
const roundTrips = <T>(serializer: Serializer<T>, values: fc.Arbitrary<T>, numRuns = 100) =>
  fc.assert(
    fc.asyncProperty(values, async (value) => {
      expect(await trip(serializer, value)).toEqual(value);
    }),
    { numRuns },
  );

const wellFormed = fc.string({ unit: "grapheme" });
// -0 is 0 in JSON.
const jsonValue = fc.jsonValue({ stringUnit: "grapheme" }).map((value) => JSON.parse(JSON.stringify(value)));

describe("JSON", () => {
  test("gives back every JSON value, alone and line by line, packed and not", async () => {
    await roundTrips(json<unknown>(), jsonValue);
    await roundTrips(jsonl<unknown>(), fc.array(jsonValue));
    await roundTrips(gzip(json<unknown>()), jsonValue, 30);
    await roundTrips(zstd(jsonl<unknown>()), fc.array(jsonValue), 30);
  });

  test("lines end with a line feed and none is needed at the end", async () => {
    expect(await written(jsonl<unknown>(), [{ a: "x\ny" }, 1])).toBe('{"a":"x\\ny"}\n1\n');
    expect(await jsonl().read(new TextEncoder().encode("1\n2"))).toEqual([1, 2]);
    expect(await jsonl().read(new Uint8Array())).toEqual([]);
  });

  class Point {
    x = 1;
  }
  const loop: unknown[] = [];
  loop.push({ loop });
  test.each([
    [{ a: [0, Number.NaN] }, "output.a[1]"],
    [[Number.POSITIVE_INFINITY], "output[0]"],
    [{ at: new Date(0) }, "output.at"],
    [{ by: new Map() }, "output.by"],
    [{ n: 1n }, "output.n"],
    [{ list: [undefined] }, "output.list[0]"],
    [{ run: () => 1 }, "output.run"],
    [{ p: new Point() }, "output.p"],
    [{ s: "\ud800" }, "output.s"],
    [new Float32Array(2), "output"],
    [loop, "output[0].loop"],
    [undefined, "output"],
  ])("refuses what JSON cannot say and names it: %#", async (value, path) => {
    expect(() => json<unknown>().write(value)).toThrow(expect.objectContaining({ errors: [expect.objectContaining({ path })] }));
  });
});

describe("clone", () => {
  test("gives back whatever structured clone would", async () => {
    const leaf = fc.oneof(
      fc.anything({
        withBigInt: true,
        withDate: true,
        withTypedArray: true,
        withSparseArray: false,
        stringUnit: "grapheme",
        key: wellFormed,
      }),
      fc.constantFrom(
        -0,
        Number.NaN,
        Number.NEGATIVE_INFINITY,
        undefined,
        new Date(Number.NaN),
        /a+/giu,
        new URL("https://a.example/?b#c"),
      ),
    );
    const value = fc.oneof(
      leaf,
      fc.array(fc.tuple(leaf, leaf)).map((pairs) => new Map(pairs)),
      fc.array(leaf).map((items) => new Set(items)),
      fc.dictionary(fc.constantFrom("$date", "$$", "$map", "__proto__", "constructor", "a"), leaf, { noNullPrototype: true }),
      fc.uint8Array().map((array) => array.buffer.slice(0)),
    );
    await fc.assert(
      fc.asyncProperty(value, async (one) => {
        // Vitest asks objects for their constructor, which here is a member like any other.
        const back = await trip(clone(), one);
        expect(isDeepStrictEqual(back, one), inspect(back)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test("keeps what contains itself and what is shared", async () => {
    const date = new Date(5);
    const value: Record<string, unknown> = { a: [date, date], map: new Map(), set: new Set() };
    value.self = value;
    (value.map as Map<unknown, unknown>).set(value, value.set);
    (value.set as Set<unknown>).add(value.map);
    const back = (await trip(clone(), value as unknown)) as typeof value;
    const [first, second] = back.a as Date[];
    expect(first).toBe(second);
    expect(first).toEqual(date);
    expect(back.self).toBe(back);
    expect((back.map as Map<unknown, unknown>).get(back)).toBe(back.set);
    expect((back.set as Set<unknown>).has(back.map)).toBe(true);
  });

  test("keeps errors with their kind, cause and own members", async () => {
    class LossError extends Error {
      override name = "LossError";
      step = 7;
    }
    const cause = new TypeError("no number");
    const error = Object.assign(new LossError("diverged", { cause }), { $tag: new Set([1]) });
    const back = (await trip(clone(), error as unknown)) as typeof error;
    expect(back).toBeInstanceOf(Error);
    expect([back.name, back.message, back.step, back.$tag, back.stack]).toEqual(["LossError", "diverged", 7, new Set([1]), error.stack]);
    expect(back.cause).toBeInstanceOf(TypeError);
    const many = (await trip(clone(), new AggregateError([cause], "both") as unknown)) as AggregateError;
    expect(many.errors[0]).toBeInstanceOf(TypeError);
    expect(Object.keys(back).sort()).toEqual(["$tag", "step"]);
  });

  test("has one documented form", async () => {
    const value = { at: new Date(0), n: 1n, b: new Uint8Array([1, 2]), f: new Float32Array([1]), s: new Set(["x"]), $price: -0 };
    expect(await written(clone(), value as unknown)).toBe(
      JSON.stringify({
        clone: 1,
        value: {
          at: { $date: "1970-01-01T00:00:00.000Z" },
          n: { $bigint: "1" },
          b: { $bytes: "AQI=" },
          f: { $array: { dtype: "float32", shape: [1], data: "AACAPw==" } },
          s: { $set: ["x"] },
          $$price: { $number: "-0" },
        },
      }),
    );
  });

  test("does not let stored bytes change what objects are", async () => {
    const stored = '{"clone":1,"value":{"__proto__":{"polluted":true}}}';
    const back = (await clone<Record<string, unknown>>().read(new TextEncoder().encode(stored))) as object;
    expect(Object.getPrototypeOf(back)).toBe(Object.prototype);
    expect("polluted" in back).toBe(false);
  });

  test.each([
    [{ a: [() => 1] }, "output.a[0]"],
    [new Map([["k", Symbol("s")]]), 'output.get("k")'],
    [{ w: new WeakMap() }, "output.w"],
    [{ v: new DataView(new ArrayBuffer(1)) }, "output.v"],
  ])("refuses what cannot be saved and names it: %#", (value, path) => {
    expect(() => clone().write(value)).toThrow(expect.objectContaining({ errors: [expect.objectContaining({ path })] }));
  });
});

describe("text and bytes", () => {
  test("are kept as they are", async () => {
    await roundTrips(text(), wellFormed);
    await roundTrips(text(), fc.constant("\ufeffwith a mark"));
    await roundTrips<Uint8Array>(bytes(), fc.uint8Array());
    expect(() => text().write("\ud800")).toThrow(/surrogate/);
    expect(() => text().write(1 as never)).toThrow(/output: must be a string/);
    expect(() => bytes().write("x" as never)).toThrow(/output: must be a Uint8Array/);
  });
});

describe("npy", () => {
  const kinds = [
    Int8Array,
    Uint8Array,
    Int16Array,
    Uint16Array,
    Int32Array,
    Uint32Array,
    Float32Array,
    Float64Array,
    BigInt64Array,
    BigUint64Array,
  ];

  test.each(kinds)("keeps values, kind and shape of %o", async (kind) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(4), { maxLength: 4 }),
        fc.infiniteStream(fc.uint8Array({ minLength: 1, maxLength: 1 })),
        async (shape, random) => {
          const size = shape.reduce((a, b) => a * b, 1);
          const raw = Uint8Array.from({ length: size * kind.BYTES_PER_ELEMENT }, () => random.next().value?.[0] ?? 0);
          const back = await trip(npy(), { data: new kind(raw.buffer), shape } as NdArray);
          expect(back.data).toBeInstanceOf(kind);
          expect(back.shape).toEqual(shape);
          expect(new Uint8Array(back.data.buffer)).toEqual(raw);
        },
      ),
      { numRuns: 20 },
    );
    const flat = new kind(3);
    expect(await trip(typedArray(kind as typeof Int8Array), flat as Int8Array)).toEqual(flat);
  });

  test("begins as NumPy's format says, with the data at a multiple of 64", async () => {
    const file = await npy().write({ data: new Float32Array([1, 2, 3, 4, 5, 6]), shape: [2, 3] });
    expect(Buffer.from(file.subarray(0, 8)).toString("latin1")).toBe("\x93NUMPY\x01\x00");
    const length = 10 + (file[8] as number) + 256 * (file[9] as number);
    expect(length % 64).toBe(0);
    const header = Buffer.from(file.subarray(10, length)).toString();
    expect(header).toMatch(/^\{'descr': '<f4', 'fortran_order': False, 'shape': \(2, 3\), \} *\n$/);
    expect(file.length).toBe(length + 24);
    const one = Buffer.from(await npy().write({ data: new Int8Array(3), shape: [3] })).toString("latin1");
    expect(one).toContain("'shape': (3,)");
  });

  test("refuses what does not fit together", async () => {
    expect(() => npy().write({ data: new Int8Array(3), shape: [2, 2] })).toThrow(/output.shape/);
    expect(() => npy().write({ data: [1] as never, shape: [1] })).toThrow(/output.data/);
    expect(() => typedArray(Float32Array).write(new Float64Array(1) as never)).toThrow(/must be a Float32Array/);
    const file = await npy().write({ data: new Int8Array(3), shape: [3] });
    await expect(async () => npy().read(file.slice(0, -1))).rejects.toThrow(/as many numbers/);
    await expect(async () => npy().read(file.slice(1))).rejects.toThrow(/no .npy/);
  });
});

describe("Parquet", () => {
  const option = <T>(cell: fc.Arbitrary<T>) => fc.option(cell, { nil: null });

  test("gives back rows of every kind of cell", async () => {
    const row = fc.record({
      flag: option(fc.boolean()),
      number: option(fc.double()),
      whole: option(fc.maxSafeInteger()),
      big: option(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
      name: option(wellFormed),
      at: option(fc.date({ noInvalidDate: true })),
      raw: option(fc.uint8Array()),
      nested: option(fc.record({ a: fc.array(fc.integer()), b: wellFormed })),
      empty: fc.constant(null),
    });
    const columns = ["flag", "number", "whole", "big", "name", "at", "raw", "nested", "empty"] as const;
    await roundTrips(parquet<Record<(typeof columns)[number], Cell>>(columns), fc.array(row, { maxLength: 30 }), 100);
    expect(await trip(parquet(["a"]), [])).toEqual([]);
  });

  test("reads more rows than one group holds, and fractions that come late", async () => {
    const rows = Array.from({ length: 5_000 }, (_, i) => ({ i, half: i < 4_000 ? i : i / 2, name: `n${i % 7}` }));
    expect(await trip(parquet(), rows)).toEqual(rows);
  });

  test("gives back columns with the kinds of their arrays", async () => {
    const table = {
      f32: new Float32Array([1.5, Number.NaN, -0]),
      f64: new Float64Array([Number.NEGATIVE_INFINITY, -0, 1e300]),
      i8: new Int8Array([-128, 0, 127]),
      u8: new Uint8Array([0, 1, 255]),
      i32: new Int32Array([-(2 ** 31), 0, 2 ** 31 - 1]),
      u32: new Uint32Array([0, 1, 2 ** 32 - 1]),
      i64: new BigInt64Array([-(2n ** 63n), 0n, 2n ** 63n - 1n]),
      u64: new BigUint64Array([0n, 1n, 2n ** 64n - 1n]),
      name: ["a", null, "c"],
    } satisfies Table;
    expect(await trip(parquetColumns(), table)).toStrictEqual(table);
  });

  test("refuses mixed and uneven columns with the cell named", async () => {
    await expect(parquet().write([{ a: 1 }, { a: "x" }])).rejects.toThrow("output[1].a: is a string in a column of number");
    await expect(parquetColumns().write({ a: [1], b: [1, 2] })).rejects.toThrow("output.b: has 2 rows");
    await expect(parquet().write([])).rejects.toThrow("name the columns");
  });
});

test("Arrow tables come back by the library that the program has", async () => {
  const table = apacheArrow.tableFromArrays({ x: Float32Array.of(1, 2), name: ["a", "b"] });
  const serializer = arrow<apacheArrow.Table>(apacheArrow as never);
  const back = await trip(serializer, table as apacheArrow.Table);
  expect(back.toArray().map((row) => ({ ...row?.toJSON() }))).toEqual([
    { x: 1, name: "a" },
    { x: 2, name: "b" },
  ]);
  expect(String(back.schema)).toBe(String(table.schema));
});

describe("composed serializers", () => {
  test("have names and extensions of both, and bytes that other tools unpack", async () => {
    const packed = gzip(json<unknown>());
    expect([packed.name, packed.extension]).toEqual(["json+gzip", "json.gz"]);
    expect(gunzipSync(await packed.write({ a: 1 })).toString()).toBe('{"a":1}');
    expect([zstd(text()).name, zstd(text()).extension]).toEqual(["text+zstd", "txt.zst"]);
    const file = join(temporaryFolder(), "x.gz");
    writeFileSync(file, await gzip(text()).write("for gzip"));
    expect(execFileSync("gzip", ["-dc", file]).toString()).toBe("for gzip");
    expect(Buffer.from(await zstd(bytes()).write(new Uint8Array(9))).readUInt32LE()).toBe(0xfd2fb528);
  });

  test("refuse a folder, a level that is none and bytes that are cut off", async () => {
    expect(() => gzip({ name: "f", isFolder: true } as never)).toThrow(/folder/);
    expect(() => zstd(json(), { level: 23 })).toThrow(/output.level/);
    for (const packed of [gzip(text()), zstd(text())]) {
      const file = await packed.write("x".repeat(1000));
      await expect(packed.read(file.slice(0, -5))).rejects.toThrow();
    }
  });
});
