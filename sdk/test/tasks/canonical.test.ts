import { createHash } from "node:crypto";
import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import { canonicalValue } from "../../src/tasks/identity/canonical.ts";
import { decodeValue } from "../../src/tasks/identity/decode.ts";
import { sha256Hex } from "../../src/tasks/identity/hash.ts";
import { type AnyTask, type Json, resetTypes, TaskParameterError, task, taskId, z } from "../../src/tasks/index.ts";

afterEach(resetTypes());

const none = (): void => {};
const form = (value: unknown): Json => canonicalValue(value, "params.x", none);
const anything = () => task("any", { params: z.object({ x: z.unknown() }), run: () => null });

/** All that can be part of a task, nested. */
const values = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom(null, true, false),
    fc.string({ unit: "grapheme" }),
    fc.double(),
    fc.bigInt(),
    fc.date({ noInvalidDate: true }),
    fc.uint8Array({ maxLength: 20 }),
    fc.float32Array({ maxLength: 5, noNaN: true }),
    fc.bigInt64Array({ maxLength: 5 }),
    fc.constantFrom(new URL("https://example.org/?a=b"), new URL("file:///tmp/x")),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.string(), fc.constantFrom("$date", "$$x", "_private", "__proto__", "constructor")), tie("value"), {
      maxKeys: 4,
    }),
    fc.array(tie("value"), { maxLength: 3 }).map((all) => new Set(all)),
    fc.array(fc.tuple(tie("value"), tie("value")), { maxLength: 3 }).map((all) => new Map(all)),
  ),
})).value;

test("a value that is written and read again is the same value, with the same id", () => {
  fc.assert(
    fc.property(values, (value) => {
      const written = form(value);
      // As it travels.
      const read = decodeValue(JSON.parse(JSON.stringify(written)) as Json, "params.x", () => null);
      expect(form(read)).toEqual(written);
      const make = anything();
      expect(make({ x: read } as never).id).toBe(make({ x: value } as never).id);
    }),
    { numRuns: 500 },
  );
});

test("the id is SHA-256 of the RFC 8785 form, whatever the order of members", () => {
  const reverse = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(reverse);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([name, one]) => [name, reverse(one)]),
    );
  };
  fc.assert(
    fc.property(
      fc.jsonValue({ noUnicodeString: false }).filter((value) => JSON.stringify(value).isWellFormed()),
      (value) => {
        fc.pre(!JSON.stringify(value).includes('"$'));
        const make = anything();
        // A second writer of RFC 8785, for values that JSON.stringify writes the same way.
        const sorted = JSON.stringify(value, (_, one: unknown) =>
          typeof one === "object" && one !== null && !Array.isArray(one)
            ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
            : one,
        );
        fc.pre(!/"\d+":/.test(sorted));
        const text = `{"name":"any","namespace":"","params":{"x":${sorted}},"version":"1"}`;
        expect(make({ x: value }).id).toBe(createHash("sha256").update(text).digest("hex"));
        expect(make({ x: reverse(value) }).id).toBe(make({ x: value }).id);
      },
    ),
  );
});

test("ids are made by anybody who has the four that make a task what it is", () => {
  const digest = (data: string | Uint8Array) => createHash("sha256").update(data).digest("hex");
  const text = '{"name":"b","namespace":"a","params":{"a":"é","z":1},"version":"1"}';
  expect(taskId({ namespace: "a", name: "b", version: "1", params: { z: 1, a: "é" } })).toBe(digest(text));
  expect(sha256Hex(new Uint8Array([1, 2]))).toBe(digest(new Uint8Array([1, 2])));
});

test.each<[string, unknown, Json]>([
  ["-0", -0, 0],
  ["not a number", Number.NaN, { $number: "NaN" }],
  ["infinity", Number.NEGATIVE_INFINITY, { $number: "-Infinity" }],
  ["a large integer", 12345678901234567890n, { $bigint: "12345678901234567890" }],
  ["a date", new Date(0), { $date: "1970-01-01T00:00:00.000Z" }],
  ["bytes", new Uint8Array([1, 2]), { $bytes: "AQI=" }],
  ["a Buffer", Buffer.from([1, 2]), { $bytes: "AQI=" }],
  ["an ArrayBuffer", new Uint8Array([1, 2]).buffer, { $bytes: "AQI=" }],
  ["a typed array", new Uint16Array([1, 258]), { $array: { dtype: "uint16", shape: [2], data: "AQACAQ==" } }],
  ["a set in any order", new Set(["b", 10, "a", 9]), { $set: ["a", "b", 10, 9] }],
  [
    "a map in any order",
    new Map([
      ["b", 1],
      ["a", 2],
    ]),
    {
      $map: [
        ["a", 2],
        ["b", 1],
      ],
    },
  ],
  ["a URL", new URL("https://example.org"), { $url: "https://example.org/" }],
  ["a member with a dollar", { $set: [1] }, { $$set: [1] }],
  ["members without a value", { a: undefined, b: 1 }, { b: 1 }],
  ["an object without a prototype", Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
])("%s has one form", (_, value, written) => {
  expect(form(value)).toEqual(written);
  expect(Object.is(form(value), -0)).toBe(false);
});

class Point {
  x = 1;
}
const circle: unknown[] = [];
circle.push({ circle });
const loneMember = { "\ud800": 1 };

test.each<[string, unknown, string, RegExp]>([
  ["a function", { f: () => 1 }, "params.x.f", /function/],
  ["a symbol", [Symbol("s")], "params.x[0]", /symbol/],
  ["an instance of a class", { point: new Point() }, "params.x.point", /instance of Point.*plain object/],
  ["a regular expression", /a/, "params.x", /RegExp/],
  ["an error", new Error("no"), "params.x", /Error/],
  ["a promise", Promise.resolve(1), "params.x", /Promise/],
  ["a WeakMap", new WeakMap(), "params.x", /WeakMap/],
  ["a DataView", new DataView(new ArrayBuffer(1)), "params.x", /DataView/],
  ["an invalid date", { "odd name": [new Date(Number.NaN)] }, 'params.x["odd name"][0]', /invalid date/],
  ["half a character", "a\ud800", "params.x", /lone surrogate/],
  ["half a character in a name", loneMember, "params.x", /name/],
  ["undefined in a list", [1, undefined], "params.x[1]", /null can stand/],
  ["a hole in a list", Array(2), "params.x[0]", /undefined/],
  ["a circle", circle, "params.x", /part of itself/],
  ["a function as key of a map", new Map([[() => 1, 1]]), "params.x{0}.key", /function/],
  ["a function in a set", new Set([() => 1]), "params.x{0}", /function/],
])("%s is refused where it stands, before anything is made", (_, value, field, message) => {
  const make = task("bad-value", { namespace: "n", params: z.object({ x: z.any() }), run: () => null });
  const error = caught(() => make({ x: value }));
  expect(error).toBeInstanceOf(TaskParameterError);
  const { field: found, type, detail, errors } = error as TaskParameterError;
  if (value === circle) expect(found.startsWith(field)).toBe(true);
  else expect(found).toBe(field);
  expect({ type, path: errors[0]?.path }).toEqual({ type: "n.bad-value@1", path: found });
  expect(detail).toMatch(message);
  expect(detail).toMatch(/^n\.bad-value@1: params\.x/);
});

test.each<[string, Json]>([
  ["a tag that there is not", { $future: 1 }],
  ["a date that is none", { $date: "tomorrow" }],
  ["a bigint that is none", { $bigint: "1.5" }],
  ["a number that JSON has", { $number: "12" }],
  ["a URL that is none", { $url: "//" }],
  ["bytes that are none", { $bytes: "*" }],
  ["pairs that are none", { $map: [[1]] }],
  ["elements of half a size", { $array: { dtype: "float32", shape: [1], data: "AQI=" } }],
  ["elements of an unknown kind", { $array: { dtype: "complex64", shape: [1], data: "" } }],
  ["a task that is not there", { $task: "0".repeat(64) }],
])("%s is not read", (_, written) => {
  expect(() => decodeValue([written], "params", (): AnyTask | null => null)).toThrow(TaskParameterError);
});

function caught(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}
