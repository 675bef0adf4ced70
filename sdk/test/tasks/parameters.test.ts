import { afterEach, expect, test } from "vitest";
import {
  type AnyTask,
  compatible,
  required,
  resetTypes,
  reviveAll,
  type TaskJson,
  TaskParameterError,
  task,
  taskOf,
  unhashed,
  z,
} from "../../src/tasks/index.ts";

const restore = resetTypes();
afterEach(() => {
  resetTypes();
  restore();
});

const run = (): null => null;
let made = 0;
/** A type with these parameters under a name of its own, or the given one. */
const typeWith = <S extends z.ZodObject>(params: S, version = String(++made)) => task("t", { version, params, run });
const travelled = (one: AnyTask): TaskJson => JSON.parse(JSON.stringify(one)) as TaskJson;
const revived = (one: AnyTask): AnyTask => reviveAll([one, ...one.dependencies].map(travelled)).get(one.id) as AnyTask;
const field = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof TaskParameterError) return `${error.field} ${error.rule}`;
    throw error;
  }
  throw new Error("nothing was thrown");
};

test("what does not count for the id stays with the task all the same", () => {
  const Model = z.object({ depth: z.int(), _note: z.string().optional(), workers: unhashed(z.int()).describe("threads").optional() });
  const make = typeWith(
    z.object({
      seed: unhashed(z.number().default(1)).refine((one) => one >= 0),
      model: Model,
      list: z.array(Model).default([]),
      pair: z.tuple([z.string(), Model]).optional(),
      record: z.record(z.string(), Model).default({}),
      map: z.map(z.string(), Model).optional(),
      set: z.set(Model).optional(),
      union: z
        .discriminatedUnion("kind", [z.object({ kind: z.literal("a"), _x: z.number() }), z.object({ kind: z.literal("b") })])
        .optional(),
      either: z.union([z.string(), Model]).optional(),
      both: z.intersection(Model, z.object({ $odd: unhashed(z.number()) })).optional(),
    }),
  );
  const one: z.input<typeof Model> = { depth: 1, _note: "one" };
  const two: z.input<typeof Model> = { depth: 2, workers: 2 };
  const bare: [z.input<typeof Model>, z.input<typeof Model>] = [{ depth: 1 }, { depth: 2 }];
  const full = make({
    seed: 5,
    model: one,
    list: [one, two],
    pair: ["p", two],
    record: { "a/b~c": one, $d: two },
    map: new Map([
      ["z", one],
      ["a", two],
    ]),
    set: new Set([two, one]),
    union: { kind: "a", _x: 1 },
    either: one,
    both: { depth: 1, _note: "b", $odd: 3 },
  });
  const without = make({
    model: bare[0],
    list: [...bare],
    pair: ["p", bare[1]],
    record: { $d: bare[1], "a/b~c": bare[0] },
    map: new Map([
      ["a", bare[1]],
      ["z", bare[0]],
    ]),
    set: new Set(bare),
    union: { kind: "a", _x: 2 },
    either: bare[0],
    both: { depth: 1, $odd: 4 },
  });
  expect(full.id).toBe(without.id);
  expect(JSON.stringify(full.toJSON().params)).not.toMatch(/_note|workers|seed|_x|odd/);
  expect(revived(full).params).toEqual(full.params);
  expect(revived(without).params).toEqual(without.params);
});

test("a schema that contains itself leaves the same out at every depth", () => {
  interface Node {
    name: string;
    _seen?: boolean | undefined;
    children: Node[];
  }
  const Node: z.ZodType<Node> = z.lazy(() => z.object({ name: z.string(), _seen: z.boolean().optional(), children: z.array(Node) }));
  const make = typeWith(z.object({ root: Node }));
  const tree = (seen: boolean | undefined): Node => ({
    name: "a",
    children: [{ name: "b", _seen: seen, children: [{ name: "c", _seen: seen, children: [] }] }],
  });
  expect(make({ root: tree(true) }).id).toBe(make({ root: tree(undefined) }).id);
  expect(revived(make({ root: tree(true) })).params).toEqual({ root: tree(true) });
});

test("names of data are data: only members that a schema declares can be left out", () => {
  const make = typeWith(z.object({ counts: z.record(z.string(), z.number()), open: z.looseObject({}), any: z.unknown() }));
  const ids = [
    make({ counts: {}, open: {}, any: {} }),
    make({ counts: { _the: 1 }, open: {}, any: {} }),
    make({ counts: {}, open: { _the: 1 }, any: {} }),
    make({ counts: {}, open: {}, any: { _the: 1 } }),
  ].map(({ id }) => id);
  expect(new Set(ids).size).toBe(4);
});

test("where it cannot be told what counts, the declaration is refused", () => {
  const [a, b] = [z.object({ x: z.number(), _a: z.number() }), z.object({ x: z.number() })];
  expect(field(() => typeWith(z.object({ u: z.union([a, b]) })))).toBe("params.u unclear");
  expect(field(() => typeWith(z.object({ u: z.union([a, z.any()]) })))).toBe("params.u unclear");
  expect(field(() => typeWith(z.object({ l: z.array(a.transform(({ x }) => x)) })))).toBe("params.l[] unclear");
  typeWith(z.object({ u: z.union([a, z.date(), z.string(), z.array(b), z.instanceof(Uint8Array)]).nullable() }));
});

test("what does not count cannot hold a task", () => {
  const data = task("data", { run });
  const make = typeWith(z.object({ extra: unhashed(z.unknown()) }));
  expect(field(() => make({ extra: [data()] }))).toBe("params.extra unhashed_task");
});

test("a parameter that is added with its old value keeps ids, and stored tasks get it", () => {
  const before = typeWith(z.object({ x: z.number(), model: z.object({ depth: z.int() }) }), "1");
  const old = before({ x: 1, model: { depth: 2 } });
  resetTypes();
  const after = typeWith(
    z.object({
      x: z.number(),
      model: z.object({ depth: z.int(), dropout: compatible(z.number(), 0).describe("share") }),
      tags: compatible(z.set(z.string()), new Set(["a", "b"])),
    }),
    "1",
  );
  expect(after({ x: 1, model: { depth: 2 } }).id).toBe(old.id);
  expect(after({ x: 1, model: { depth: 2, dropout: 0 }, tags: new Set(["b", "a"]) }).id).toBe(old.id);
  expect(after({ x: 1, model: { depth: 2, dropout: 0.5 } }).id).not.toBe(old.id);
  expect(after.type.schemaHash).toBe(before.type.schemaHash);
  expect(revived(old).params).toEqual({ x: 1, model: { depth: 2, dropout: 0 }, tags: new Set(["a", "b"]) });
});

test("what is still required is named before anything is made", () => {
  const make = typeWith(z.object({ x: z.number(), model: z.object({ depth: z.int() }), any: z.unknown() }));
  const defaults = { x: 1, model: { depth: required }, any: null };
  expect(field(() => make(defaults))).toBe("params.model.depth required");
  expect(field(() => make({ ...defaults, model: { depth: 1 }, any: [required] }))).toBe("params.any[0] required");
  expect(make({ ...defaults, model: { depth: 1 } }).params).toEqual({ x: 1, model: { depth: 1 }, any: null });
});

test("a task as parameter is a dependency and counts by its id", () => {
  const load = task("load", { params: z.object({ year: z.int() }), output: z.array(z.number()), run: () => [] });
  const make = typeWith(
    z.object({
      one: taskOf(load),
      list: z.array(taskOf<number[]>()).default([]),
      byName: z.record(z.string(), taskOf(load).describe("more")).default({}),
      map: z.map(z.string(), taskOf(load)).optional(),
      model: z.object({ data: taskOf(load).nullable() }).optional(),
      any: z.unknown().optional(),
    }),
  );
  const [a, b, c] = [load({ year: 1 }), load({ year: 2 }), load({ year: 3 })];
  const all = make({ one: a, list: [a, b], byName: { c }, map: new Map([["b", b]]), model: { data: null }, any: { deep: [c] } });
  expect(all.dependencies.map(({ id }) => id)).toEqual([a.id, b.id, c.id]);
  expect(all.toJSON()).toMatchObject({
    params: { one: { $task: a.id }, list: [{ $task: a.id }, { $task: b.id }] },
    dependencies: [a.id, b.id, c.id],
  });
  expect(make({ one: a }).id).not.toBe(make({ one: b }).id);
  expect(revived(all).toJSON()).toEqual(travelled(all));
});

test("further tasks count for the id: one, several in any order, or by name", () => {
  const load = task("load", { params: z.object({ year: z.int() }), run });
  const [a, b] = [load({ year: 1 }), load({ year: 2 })];
  const groups = { none: [], one: a, list: [a, b], turned: [b, a, b], byName: { x: b, y: a } } as const;
  const make = task("t", {
    params: z.object({ _deps: z.enum(["none", "one", "list", "turned", "byName"]) }),
    deps: ({ _deps }) => groups[_deps],
    run,
  });
  const ids = (["none", "one", "list", "turned", "byName"] as const).map((_deps) => make({ _deps }).id);
  expect(new Set(ids)).toEqual(new Set([ids[0], ids[1], ids[2]]));
  expect(new Set(ids).size).toBe(3);
  expect(
    make({ _deps: "list" })
      .dependencies.map(({ id }) => id)
      .sort(),
  ).toEqual([a.id, b.id].sort());
  expect(revived(make({ _deps: "list" })).dependencies).toHaveLength(2);
});

test("a task of another type, version or output is refused when the task is made", () => {
  const model = task("model", { output: z.object({ loss: z.number(), name: z.string() }), run: () => ({ loss: 0, name: "" }) });
  const forest = task("forest", {
    base: model,
    output: z.object({ loss: z.number(), name: z.string(), trees: z.int() }),
    run: () => ({ loss: 0, name: "", trees: 1 }),
  });
  const next = task("model", { version: "2", output: z.string(), run: () => "" });
  const numbers = task("numbers", { output: z.array(z.number()), run: () => [] });
  const free = task("free", { run });
  const byType = typeWith(z.object({ m: taskOf(model) }));
  expect(byType({ m: forest() }).dependencies).toHaveLength(1);
  expect(() => byType({ m: next() as never })).toThrow(/params\.m must be a task of model@1, not of version 2/);
  expect(() => byType({ m: numbers() as never })).toThrow(/must be a task of model@1, not of numbers@1/);
  expect(() => byType({ m: "x" as never })).toThrow(/params\.m must be a task of model@1/);
  const byOutput = typeWith(z.object({ s: taskOf(z.object({ loss: z.number() })), n: taskOf(z.array(z.number())).optional() }));
  byOutput({ s: model(), n: numbers() });
  byOutput({ s: free() as never });
  expect(() => byOutput({ s: numbers() as never })).toThrow(/params\.s .*numbers@1: it is array, not object/);
  expect(() => byOutput({ s: next() as never })).toThrow(/it is string, not object/);
  const strings = task("strings", { output: z.array(z.string()), run: () => [] });
  expect(() => byOutput({ s: model(), n: strings() as never })).toThrow(/it\[\] is string, not number/);
  const other = task("other", { output: z.object({ accuracy: z.number() }), run: () => ({ accuracy: 0 }) });
  expect(() => byOutput({ s: other() as never })).toThrow(/it\.loss is missing/);
  expect(() => task("broken", { base: model, output: z.string(), run: () => "" })).toThrow(/broken@1: output must fit that of model@1/);
});

test("a name that no schema knows is refused with its place, however deep; a schema that says otherwise counts", () => {
  const Model = z.object({ depth: z.int().default(3), note: z.string().optional() });
  const Tree: z.ZodType = z.lazy(() => z.object({ value: z.number(), children: z.array(Tree).default([]) }));
  const make = typeWith(
    z.object({
      model: Model,
      list: z.array(Model.nullable()).optional(),
      byName: z.record(z.string(), Model).optional(),
      map: z.map(z.string(), Model).optional(),
      pair: z.tuple([z.number(), Model]).optional(),
      either: z.union([z.object({ kind: z.literal("a"), x: z.number() }), z.object({ kind: z.literal("b"), y: z.number() })]).optional(),
      both: z.intersection(Model, z.object({ width: z.int() })).optional(),
      tree: Tree.optional(),
      cut: Model.strip().optional(),
      open: z.looseObject({ inner: Model.optional() }).optional(),
      text: Model.transform(({ depth }) => String(depth)).optional(),
    }),
  );
  const model = { depth: 1 };
  const wrong = { dpeth: 2 } as object;
  expect(field(() => make({ model: wrong }))).toBe("params.model.dpeth unrecognized_keys");
  expect(field(() => make({ model, list: [null, wrong] }))).toBe("params.list[1].dpeth unrecognized_keys");
  expect(field(() => make({ model, byName: { a: wrong } }))).toBe("params.byName.a.dpeth unrecognized_keys");
  expect(field(() => make({ model, map: new Map([["a", wrong]]) }))).toBe("params.map[0].dpeth unrecognized_keys");
  expect(field(() => make({ model, pair: [1, wrong] }))).toBe("params.pair[1].dpeth unrecognized_keys");
  expect(field(() => make({ model, either: { kind: "b", y: 1, x: 1 } as never }))).toBe("params.either.x unrecognized_keys");
  expect(field(() => make({ model, both: { width: 1, ...wrong } }))).toBe("params.both.dpeth unrecognized_keys");
  expect(field(() => make({ model, tree: { value: 1, children: [{ value: 2, ...wrong }] } }))).toBe(
    "params.tree.children[0].dpeth unrecognized_keys",
  );
  expect(field(() => make({ model, text: wrong }))).toBe("params.text.dpeth unrecognized_keys");
  expect(field(() => make({ model, open: { more: wrong, inner: wrong } }))).toBe("params.open.inner.dpeth unrecognized_keys");
  expect(field(() => make({ model, other: 1 } as never))).toBe("params.other unrecognized_keys");
  expect(() => make({ model: { ...model, a: 1, b: 2 } as never })).toThrow(
    /params\.model\.a is no parameter of this type; params\.model\.b is no parameter of this type/,
  );

  const right = { model, both: { depth: 1, width: 1 }, either: { kind: "a", x: 1 }, tree: { value: 1, children: [{ value: 2 }] } } as const;
  expect(make({ ...right, cut: wrong, open: { more: 1 } }).params).toMatchObject({ cut: { depth: 3 }, open: { more: 1 } });
  expect(typeWith(z.object({ x: z.number() }).strip())({ x: 1, y: 2 } as never).params).toEqual({ x: 1 });
});
