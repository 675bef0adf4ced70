import { describe, expect, test } from "vitest";
import { z } from "zod";
import { gzip } from "../../src/tasks/outputs/serializers/compress.ts";
import { json } from "../../src/tasks/outputs/serializers/json.ts";
import { type OutputDeclaration, outputSpec } from "../../src/tasks/outputs/spec.ts";
import type { Serializer } from "../../src/tasks/types.ts";

const specOf = (declared: unknown) => outputSpec(declared as OutputDeclaration<unknown>);
const serializerOf = (declared: unknown) => specOf(declared).serializer as Serializer<unknown>;

describe("the serializer that a schema gets", () => {
  const isoDate = z.codec(z.iso.datetime(), z.date(), { decode: (text) => new Date(text), encode: (date) => date.toISOString() });
  type Tree = { name: string; children: Tree[] };
  const tree: z.ZodType<Tree> = z.lazy(() => z.object({ name: z.string(), children: z.array(tree) }));
  test.each<[string, z.ZodType, unknown]>([
    ["text", z.string(), "é"],
    ["text", z.string().min(1).readonly(), "x"],
    ["bytes", z.instanceof(Uint8Array), new Uint8Array([1])],
    ["npy", z.instanceof(Float32Array), new Float32Array([1.5])],
    ["json", z.number(), 3],
    ["json", z.object({ a: z.array(z.string().nullable()), b: z.optional(z.int()) }), { a: ["x", null] }],
    ["json", z.record(z.string(), z.union([z.boolean(), z.literal("x")])), { k: true }],
    ["json", z.tuple([z.string(), z.enum(["a", "b"])]), ["x", "a"]],
    ["json", z.object({ a: z.number() }).and(z.object({ b: z.number() })), { a: 1, b: 2 }],
    ["json", z.object({ at: isoDate }), { at: new Date(7) }],
    ["json", tree, { name: "a", children: [{ name: "b", children: [] }] }],
    ["clone", z.date(), new Date(7)],
    ["clone", z.object({ by: z.map(z.string(), z.bigint()) }), { by: new Map([["a", 1n]]) }],
    ["clone", z.array(z.set(z.number())), [new Set([1])]],
    ["clone", z.object({ w: z.instanceof(Float64Array) }), { w: new Float64Array([1]) }],
    ["clone", z.union([z.bigint(), z.string()]), 5n],
    ["clone", z.unknown(), [new Map([[1, undefined]])]],
    ["clone", z.nan(), Number.NaN],
    ["clone", z.instanceof(TypeError), new TypeError("x")],
    ["clone", z.string().optional(), undefined],
  ])("is %s for schema %#, and brings the value back", async (name, schema, value) => {
    const serializer = serializerOf(schema);
    expect(serializer.name).toBe(name);
    expect(await serializer.read(await serializer.write(value))).toEqual(value);
  });

  class Model {}
  test.each<[z.ZodType, string]>([
    [z.object({ config: z.object({ onStep: z.function() as unknown as z.ZodType }) }), "output.config.onStep"],
    [z.array(z.promise(z.string())), "output[]"],
    [z.tuple([z.string(), z.symbol()]), "output[1]"],
    [z.record(z.string(), z.instanceof(Model)), "output.*"],
    [z.object({ at: z.date(), name: z.string().transform((name) => name.length) }), "output.name"],
    [z.map(z.string(), z.symbol()), "output.values"],
    [z.object({ upload: z.file().optional() }), "output.upload"],
    [z.union([z.number(), z.symbol()]), "output"],
  ])("is none for what cannot be saved, and the error names the field: %#", (schema, path) => {
    expect(() => specOf(schema)).toThrow(expect.objectContaining({ code: "invalid_output", errors: [expect.objectContaining({ path })] }));
  });

  test("refuses a value that does not fit, when written and when read", async () => {
    const serializer = serializerOf(z.object({ loss: z.array(z.number()) }));
    await expect(serializer.write({ loss: [1, "x"] })).rejects.toThrow(/^output\.loss\[1\]: .*number/);
    await expect(serializer.read(new TextEncoder().encode('{"loss":[null]}'))).rejects.toThrow(/^output\.loss\[0\]: /);
  });
});

describe("a declaration", () => {
  test("takes a serializer, a place, and a schema that checks an own serializer's values", async () => {
    const upper: Serializer<string> = {
      name: "upper",
      extension: "up",
      mediaType: "text/x-upper",
      write: (value) => new TextEncoder().encode(value.toUpperCase()),
      read: (bytes) => new TextDecoder().decode(bytes),
    };
    expect(specOf(upper)).toEqual({ serializer: upper });
    expect(specOf({ serializer: gzip(json()), root: "archive", path: { extra: "a/b" } })).toMatchObject({
      serializer: { name: "json+gzip" },
      root: "archive",
      path: { extra: "a/b" },
    });
    const both = specOf({ serializer: upper, schema: z.string().max(2) }).serializer as Serializer<string>;
    expect(both.name).toBe("upper");
    await expect(both.write("abc")).rejects.toThrow(/^output: /);
  });

  test.each([
    [undefined, "output"],
    [{}, "output"],
    ["json", "output"],
    [{ schema: z.string(), root: "../x" }, "output.root"],
    [{ schema: z.string(), path: { base: "../x" } }, "output.path.base"],
    [{ schema: z.string(), path: { extra: "/abs" } }, "output.path.extra"],
    [{ schema: z.string(), path: { filename: "a\0" } }, "output.path.filename"],
    [{ schema: z.string(), path: { extension: ".gz" } }, "output.path.extension"],
    [{ ...json(), extension: "a/b" }, "output.extension"],
    [{ ...json(), name: "" }, "output.name"],
  ])("that breaks a rule is refused with the field named: %#", (declared, path) => {
    expect(() => specOf(declared)).toThrow(expect.objectContaining({ errors: [expect.objectContaining({ path })] }));
  });
});
