import { afterEach, expect, expectTypeOf, test } from "vitest";
import { TaskManifest } from "../../src/schema/index.ts";
import {
  declared,
  declaredTypes,
  findType,
  manifest,
  namespace,
  resetTypes,
  storedState,
  type Task,
  TaskCollection,
  TaskParameterError,
  task,
  taskFrom,
  taskOf,
  z,
} from "../../src/tasks/index.ts";

const restore = resetTypes();
afterEach(() => {
  resetTypes();
  restore();
});

const run = (): null => null;
const error = (act: () => unknown): TaskParameterError => {
  try {
    act();
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(TaskParameterError);
    return thrown as TaskParameterError;
  }
  throw new Error("nothing was thrown");
};

test("calling a constructor makes a value and computes nothing", () => {
  let calls = 0;
  const double = task("double", { params: z.object({ x: z.number(), by: z.number().default(2) }), output: z.number(), run: () => ++calls });
  const made = double({ x: 3 });
  expectTypeOf(made).toEqualTypeOf<Task<number, { x: number; by: number }>>();
  expect(made.params).toEqual({ x: 3, by: 2 });
  expect(made.id).toMatch(/^[0-9a-f]{64}$/);
  expect(double({ by: 2, x: 3 }).id).toBe(made.id);
  expect(double({ x: 4 }).id).not.toBe(made.id);
  expect(calls).toBe(0);
  // @ts-expect-error x is missing
  expect(() => double({})).toThrow("params.x");
});

test("namespace, name and version are part of the id", () => {
  const ids = [
    task("a", { run }),
    task("b", { run }),
    task("a", { version: "2", run }),
    task("a", { namespace: "n", run }),
    namespace("n.m").task("a", { run }),
  ].map((make) => make().id);
  expect(new Set(ids).size).toBe(5);
});

test("the class form and the function form make the same tasks with the same outputs", () => {
  const params = z.object({ x: z.number() });
  class Square {
    readonly params: { x: number };
    constructor(params: { x: number }) {
      this.params = params;
    }
    run(): number {
      return this.params.x ** 2;
    }
  }
  const byClass = taskFrom("square", Square, { params, output: z.number() });
  const byFunction = task("square", { params, output: z.number(), run: ({ x }) => x ** 2 });
  expect(byClass({ x: 3 }).id).toBe(byFunction({ x: 3 }).id);
  expect(byClass.type.run({ x: 3 }, null as never)).toBe(byFunction.type.run({ x: 3 }, null as never));
});

test.each<[string, () => unknown, string]>([
  ["no name", () => task("", { run }), "name"],
  ["a name that is a path", () => task("../x", { run }), "name"],
  ["the name of a nameless function", () => task((() => {}).name, { run }), "name"],
  ["a version with a slash", () => task("a", { version: "1/2", run }), "version"],
  ["a namespace with an empty part", () => task("a", { namespace: "a..b", run }), "namespace"],
  ["no run", () => task("a", {} as never), "run"],
  ["half an attempt", () => task("a", { maxAttempts: 0.5, run }), "maxAttempts"],
  ["parameters that are no object", () => task("a", { params: z.string() as never, run }), "params"],
  [
    "a function among the parameters",
    () => task("a", { params: z.object({ m: z.object({ f: z.function() as never }) }), run }),
    "params.m.f",
  ],
  ["a symbol in a list", () => task("a", { params: z.object({ l: z.array(z.symbol()) }), run }), "params.l[]"],
  ["a promise", () => task("a", { params: z.object({ p: z.promise(z.string()).optional() }), run }), "params.p"],
  ["a file", () => task("a", { params: z.object({ f: z.file() }), run }), "params.f"],
  ["void", () => task("a", { params: z.object({ v: z.void() }), run }), "params.v"],
  ["an instance of a class", () => task("a", { params: z.object({ e: z.instanceof(RegExp) }), run }), "params.e"],
  ["an ArrayBuffer", () => task("a", { params: z.object({ e: z.instanceof(ArrayBuffer) }), run }), "params.e"],
  ["a symbol behind a lazy schema", () => task("a", { params: z.object({ n: z.lazy(() => z.symbol()) }), run }), "params.n"],
  ["a function in a union", () => task("a", { params: z.object({ u: z.union([z.string(), z.function() as never]) }), run }), "params.u"],
])("a declaration with %s is refused by its field", (_, declare, field) => {
  expect(error(declare)).toMatchObject({ field, code: "invalid_request" });
  expect(declaredTypes()).toEqual([]);
});

test("one name stands for one set of parameters", () => {
  task("a", { params: z.object({ x: z.number() }), run });
  expect(() => task("a", { params: z.object({ x: z.string() }), run })).toThrow(/a@1 is declared twice/);
  // The same module, loaded again.
  task("a", { params: z.object({ x: z.number().describe("in metres") }), run });
  task("a", { version: "2", params: z.object({ x: z.string() }), run });
  expect(declaredTypes().map(({ version }) => version)).toEqual(["1", "2"]);
});

test("a parameter that the type does not have is refused, and so is a value of another kind", () => {
  const make = task("a", { namespace: "n", params: z.object({ m: z.object({ depth: z.int() }), l: z.array(z.number()) }), run });
  expect(error(() => make({ m: { depth: 1 }, l: [], lr: 1 } as never)).detail).toMatch(/^n\.a@1: params\.lr is no parameter of this type/);
  const both = error(() => make({ m: { depth: 1.5 }, l: [1, "x"] } as never));
  expect(both.errors.map(({ path }) => path)).toEqual(["params.m.depth", "params.l[1]"]);
  const late = task("late", { params: z.object({ x: z.string().refine(async () => true) }), run });
  expect(error(() => late({ x: "a" }))).toMatchObject({ rule: "async", type: "late@1" });
});

test("a label is for people and changes no id", () => {
  const make = task("a", { run });
  const named = make().labelled("  Baseline ");
  expect([named.label, named.id]).toEqual(["Baseline", make().id]);
  expect(error(() => make().labelled(" ")).field).toBe("label");
  expect(error(() => make().labelled("x".repeat(201))).field).toBe("label");
});

test("stored tasks are current, stale or orphans", () => {
  const { type } = task("a", { params: z.object({ x: z.number() }), run });
  const stored = { namespace: "", name: "a", version: "1", schema_hash: type.schemaHash };
  expect(storedState(stored)).toBe("current");
  expect(storedState({ ...stored, schema_hash: "0" })).toBe("stale");
  expect(storedState({ ...stored, version: "0" })).toBe("orphan");
  expect(storedState({ ...stored, name: "b" })).toBe("orphan");
});

test("types are found by name, and are gone after a reset until they are brought back", () => {
  const inFunction = () => task("inside", { params: z.object({ x: z.number() }), run });
  const make = inFunction();
  expect(declared("inside@1")({ x: 1 }).id).toBe(make({ x: 1 }).id);
  const back = resetTypes();
  expect(findType(make.type)).toBeNull();
  expect(() => declared("inside@1")).toThrow("not declared");
  back();
  expect(findType(make.type)).toBe(make.type);
});

test("the manifest is what the server takes, and names what each type needs", () => {
  const data = task("data", { namespace: "n", doc: "All penguins.", run });
  const other = task("other", { namespace: "n", base: data, run });
  task("train", {
    namespace: "n",
    params: z.object({ all: z.array(taskOf(data)), one: taskOf(other).optional(), x: z.number().default(1) }),
    run,
  });
  const types = manifest();
  expect(TaskManifest.parse({ types })).toEqual({ types });
  expect(
    types.map(({ name, dependencies, base, doc }) => ({ name, needs: dependencies.map((one) => one.name), base: base?.name, doc })),
  ).toEqual([
    { name: "data", needs: [], base: undefined, doc: "All penguins." },
    { name: "other", needs: [], base: "data", doc: undefined },
    { name: "train", needs: ["data", "other"], base: undefined, doc: undefined },
  ]);
  expect(types[2]?.schema).toMatchObject({
    properties: { all: { items: { "x-cairn": "task n.data", required: ["$task"] } }, x: { default: 1 } },
    required: ["all"],
    additionalProperties: false,
  });
  expect(types[0]?.module).toBe(import.meta.url);
});

test("the schema hash tells what stored tasks look like, not how it is described", () => {
  let version = 0;
  const hash = (params: z.ZodObject): string => task("h", { version: String(++version), params, run }).type.schemaHash;
  const base = hash(z.object({ x: z.number() }));
  expect(hash(z.object({ x: z.number().describe("in metres") }))).toBe(base);
  expect(hash(z.object({ x: z.number(), _note: z.string().optional() }))).toBe(base);
  expect(hash(z.object({ x: z.number().default(2) }))).toBe(base);
  expect(hash(z.object({ x: z.string() }))).not.toBe(base);
  expect(hash(z.object({ x: z.number(), y: z.number() }))).not.toBe(base);
  const a = task("a", { run });
  const b = task("b", { run });
  expect(hash(z.object({ x: taskOf(a) }))).not.toBe(hash(z.object({ x: taskOf(b) })));
  expect(hash(z.object({ x: z.map(z.string(), z.date()) }))).not.toBe(hash(z.object({ x: z.map(z.string(), z.bigint()) })));
});

test("a collection has each task once, some of them by name", () => {
  const make = task("a", { params: z.object({ x: z.number() }), run });
  const sweep = new TaskCollection("sweep-a", [make({ x: 1 }), make({ x: 2 }), make({ x: 1 })]);
  expect([...sweep].map(({ params }) => params)).toEqual([{ x: 1 }, { x: 2 }]);
  const named = new TaskCollection("named", { small: make({ x: 1 }), large: make({ x: 9 }) });
  expect(named.get("large").id).toBe(make({ x: 9 }).id);
  expect(named.find("huge")).toBeNull();
  expect(() => named.get("huge")).toThrow(/small, large/);
  expect(() => named.add(make({ x: 3 }), "small")).toThrow(/another task/);
  expect([named.has(make({ x: 9 })), named.has(make({ x: 3 })), named.size]).toEqual([true, false, 2]);
});
