import { createHash } from "node:crypto";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { resetTypes } from "../../src/tasks/declare/type-registry.ts";
import { canonicalText, canonicalValue } from "../../src/tasks/identity/canonical.ts";
import { decodeValue } from "../../src/tasks/identity/decode.ts";
import { sha256Hex } from "../../src/tasks/identity/hash.ts";
import {
  closureOf,
  compatible,
  declaredTypes,
  diff,
  findType,
  manifest,
  reviveAll,
  storedState,
  TaskCollection,
  task,
  taskId,
  taskOf,
  unhashed,
} from "../../src/tasks/index.ts";

let bringBack: () => void;
beforeEach(() => {
  bringBack = resetTypes();
});
afterEach(() => bringBack());

const form = (value: unknown) => canonicalValue(value, "params", () => {});

const leaf = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.bigInt(),
  fc.date({ noInvalidDate: true }),
  fc.uint8Array(),
  fc.float32Array(),
  fc.webUrl().map((text) => new URL(text)),
);
const anything = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    leaf,
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.string(), tie("value"), { maxKeys: 4 }),
    fc.uniqueArray(leaf, { maxLength: 4, selector: (one) => canonicalText(form(one)) }).map((all) => new Set(all)),
    fc.uniqueArray(fc.tuple(fc.string(), tie("value")), { maxLength: 4, selector: ([key]) => key }).map((all) => new Map(all)),
  ),
})).value;

describe("hashed forms", () => {
  test("come back as what they were, and their form is then the same", () => {
    fc.assert(
      fc.property(anything, (value) => {
        const written = form(value);
        const read = decodeValue(JSON.parse(JSON.stringify(written)), "params", () => null);
        expect(canonicalText(form(read))).toBe(canonicalText(written));
      }),
      { numRuns: 500 },
    );
  });

  test("do not depend on the order of members", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), leaf), (object) => {
        const turned = Object.fromEntries(Object.entries(object).reverse());
        expect(canonicalText(form(turned))).toBe(canonicalText(form(object)));
      }),
    );
  });

  test.each<[string, unknown, RegExp]>([
    ["a function", { a: [() => 1] }, /params\.a\[0\] is a function/],
    ["a symbol", { s: Symbol("x") }, /params\.s is a symbol/],
    ["an instance", { m: new (class Model {})() }, /params\.m is an instance of Model/],
    ["an invalid date", { d: new Date("x") }, /params\.d is an invalid date/],
    ["half a character", { t: "\ud800" }, /params\.t holds half of a character/],
    ["undefined in a list", { l: [1, undefined] }, /params\.l\[1\] is undefined/],
    ["a regular expression", { r: /x/ }, /params\.r is an instance of RegExp/],
    ["a promise", { p: Promise.resolve() }, /params\.p is an instance of Promise/],
  ])("refuse %s and name the field", (_, value, words) => {
    expect(() => form(value)).toThrow(words);
  });

  test("refuse a circle", () => {
    const circle: { self?: unknown } = {};
    circle.self = circle;
    expect(() => form(circle)).toThrow(/lies deeper than 64 levels, or is part of itself/);
  });

  test("are hashed as everybody hashes RFC 8785", () => {
    const identity = { namespace: "a", name: "b", version: "1", params: { z: 1, a: "é" } };
    const text = '{"name":"b","namespace":"a","params":{"a":"é","z":1},"version":"1"}';
    expect(taskId(identity)).toBe(createHash("sha256").update(text).digest("hex"));
    expect(sha256Hex(new Uint8Array([1, 2]))).toBe(
      createHash("sha256")
        .update(new Uint8Array([1, 2]))
        .digest("hex"),
    );
  });
});

describe("declarations", () => {
  const run = () => null;

  test.each<[string, z.ZodType, RegExp]>([
    ["function", z.function() as never, /params\.model\.f is declared as function/],
    ["promise", z.promise(z.string()), /params\.model\.f is declared as promise/],
    ["symbol", z.symbol(), /params\.model\.f is declared as symbol/],
  ])("refuse a field that is a %s, by name, before any task is made", (_, schema, words) => {
    expect(() => task("x", { params: z.object({ model: z.object({ f: schema }) }), run })).toThrow(words);
  });

  test.each<[string, object, RegExp]>([
    ["", {}, /name begins with a letter/],
    ["x", { namespace: "a..b" }, /namespace is a dotted path/],
    ["x", { version: "" }, /version may hold/],
    ["x", { maxAttempts: 0 }, /maxAttempts is a whole number/],
  ])("refuse what cannot be: %j %j", (name, more, words) => {
    expect(() => task(name, { run, ...more })).toThrow(words);
  });

  test("of the same name with other parameters are refused; the same again is the same", () => {
    task("twice", { params: z.object({ a: z.number() }), run });
    expect(() => task("twice", { params: z.object({ a: z.number() }), run })).not.toThrow();
    expect(() => task("twice", { params: z.object({ a: z.string() }), run })).toThrow(/twice@1 is declared twice/);
    expect(() => task("twice", { namespace: "other", params: z.object({ a: z.string() }), run })).not.toThrow();
  });

  test("parameters are checked when a task is made: missing, wrong and unknown ones are named", () => {
    const t = task("strict", { params: z.object({ lr: z.number(), model: z.object({ depth: z.int() }) }), run });
    expect(() => t({ model: { depth: 1.5 } } as never)).toThrow(/params\.lr.*params\.model\.depth/s);
    expect(() => t({ lr: 1, model: { depth: 1 }, lrr: 2 } as never)).toThrow(/Unrecognized key: "lrr"/);
  });

  test("a parameter that is a task takes its type, what stands in for it, and nothing else", () => {
    const base = task("base", { run });
    const sub = task("sub", { base, run });
    const other = task("other", { run });
    const user = task("user", { params: z.object({ of: taskOf(base), list: z.array(taskOf(base)).default([]) }), run });
    expect(user({ of: sub() }).dependencies).toEqual([sub()].map((one) => expect.objectContaining({ id: one.id })));
    expect(() => user({ of: other() as never })).toThrow(/must be a task of base@1, not of other@1/);
    expect(() => user({ of: base(), list: [other() as never] })).toThrow(/params\.list\.0: must be a task of base@1/);
    expect(() => user({ of: 3 as never })).toThrow(/params\.of: must be a task of base@1/);
  });

  test("unhashed and compatible fields, and those with a leading underscore, keep ids", () => {
    const old = task("grown", { version: "1", params: z.object({ lr: z.number() }), run });
    const id = old({ lr: 1 }).id;
    bringBack();
    bringBack = resetTypes();
    const grown = task("grown", {
      params: z.object({
        lr: z.number(),
        m: compatible(z.number(), 0),
        deep: compatible(z.object({ a: z.number() }), { a: 1 }),
        w: unhashed(z.number().optional()),
        _x: z.string().optional(),
      }),
      run,
    });
    expect(grown({ lr: 1 }).id).toBe(id);
    expect(grown({ lr: 1, w: 3, _x: "y", deep: { a: 1 } }).id).toBe(id);
    expect(grown({ lr: 1, m: 1 }).id).not.toBe(id);
    expect(grown({ lr: 1, w: 3 }).toJSON().unhashed).toEqual({ "/w": 3 });
  });

  test("tasks cannot hide in fields that do not count", () => {
    const inner = task("inner", { run });
    const t = task("hiding", { params: z.object({ x: unhashed(z.object({ of: taskOf() })) }), run });
    expect(() => t({ x: { of: inner() } })).toThrow(/params\.x does not count for the id, so it cannot be or hold a task/);
  });

  test("tasks in words and back: nested, in maps and sets, with what does not count", () => {
    const low = task("low", { params: z.object({ d: z.date(), w: unhashed(z.number()) }), run });
    const high = task("high", {
      params: z.object({ m: z.object({ of: taskOf(low), by: z.record(z.string(), taskOf(low)) }), s: z.set(z.number()) }),
      deps: () => [low({ d: new Date(5), w: 1 })],
      run,
    });
    const a = low({ d: new Date(1), w: 7 });
    const b = low({ d: new Date(2), w: 8 });
    const top = high({ m: { of: a, by: { b } }, s: new Set([2, 1]) });
    const words = JSON.parse(JSON.stringify(closureOf([top])));
    expect(words).toHaveLength(4);
    const again = reviveAll(words.reverse()).get(top.id);
    expect(again?.toJSON()).toEqual(top.toJSON());
    expect((again as { params: { m: { of: { params: unknown } } } } | undefined)?.params.m.of.params).toEqual({ d: new Date(1), w: 7 });
  });

  test("code that is printed makes the same task", () => {
    const low = task("load-data", { params: z.object({ path: z.string() }), run });
    const high = task("fit", {
      params: z.object({
        data: taskOf(low),
        when: z.date(),
        big: z.bigint(),
        grid: z.array(z.number()),
        names: z.map(z.string(), z.number()),
      }),
      run,
    });
    const made = high({ data: low({ path: "a\n" }), when: new Date(0), big: 5n, grid: [0.1, 1e-9], names: new Map([["x", 1]]) });
    const code = made.toCode().split("const task = ")[1] as string;
    const again = new Function("fit", "loadData", `return ${code}`)(high, low);
    expect(again.id).toBe(made.id);
  });

  test("diff names places with both values, and is empty for equal tasks", () => {
    const t = task("d", { params: z.object({ a: z.object({ b: z.number(), c: z.array(z.number()) }) }), run });
    expect(diff(t({ a: { b: 1, c: [1, 2] } }), t({ a: { b: 2, c: [1] } }))).toEqual([
      { path: "params.a.b", left: 1, right: 2 },
      { path: "params.a.c[1]", left: 2, right: undefined },
    ]);
    expect(diff(t({ a: { b: 1, c: [] } }), t({ a: { c: [], b: 1 } }))).toEqual([]);
  });

  test("stored types are current, stale or orphans; the manifest lists what is declared", () => {
    const t = task("kept", { params: z.object({ a: z.number() }), doc: "Keeps.", run });
    const stored = { namespace: "", name: "kept", version: "1", schema_hash: t.type.schemaHash };
    expect(storedState(stored)).toBe("current");
    expect(storedState({ ...stored, schema_hash: "0" })).toBe("stale");
    expect(storedState({ ...stored, name: "gone" })).toBe("orphan");
    expect(findType(stored)).toBe(t.type);
    expect(declaredTypes()).toEqual([t.type]);
    expect(manifest()).toMatchObject([{ name: "kept", doc: "Keeps.", output: "json", schema: { type: "object", required: ["a"] } }]);
  });

  test("collections hold each task once, by name where it has one", () => {
    const t = task("c", { params: z.object({ a: z.number() }), run });
    const all = new TaskCollection("sweep", { one: t({ a: 1 }), two: t({ a: 2 }) }).add(t({ a: 1 }));
    expect([...all]).toHaveLength(2);
    expect(all.get("two").id).toBe(t({ a: 2 }).id);
    expect(all.find("three")).toBeNull();
    expect(() => all.get("three")).toThrow(/"three" is no task in sweep; it has one, two/);
    expect(() => all.add(t({ a: 3 }), "one")).toThrow(/"one" is the name of another task/);
  });
});
