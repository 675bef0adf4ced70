import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import * as tasks from "../../src/tasks/index.ts";
import {
  type AnyTask,
  aliasTask,
  closureOf,
  diff,
  isAlias,
  reviveAll,
  reviveTask,
  type TaskJson,
  task,
  taskById,
  taskOf,
  unhashed,
  z,
} from "../../src/tasks/index.ts";

const restore = tasks.resetTypes();
afterEach(() => {
  tasks.resetTypes();
  restore();
});

const run = (): null => null;
const travelled = (one: AnyTask): TaskJson => JSON.parse(JSON.stringify(one)) as TaskJson;

/** Runs what `toCode` wrote, with its imports given, and answers the task that it exports. */
function ran(code: string): AnyTask {
  const body = code.replaceAll(/^(import .*|\/\/.*)$/gm, "").replace("export const task =", "return");
  const imported = /import \{ (.*) \} from "@cairn\/sdk\/tasks";/.exec(code)?.[1]?.split(", ") ?? [];
  const given = imported.map((name) => (tasks as unknown as Record<string, unknown>)[name]);
  return new Function(...imported, `"use strict";${body}`)(...given) as AnyTask;
}

test("a task in words is what was hashed, and what it takes to make it again", () => {
  const load = task("load", { namespace: "n", version: "2", params: z.object({ year: z.int() }), run });
  const train = task("train", { params: z.object({ data: taskOf(load), seed: unhashed(z.int()) }), run });
  const data = load({ year: 2009 });
  const made = train({ data, seed: 1 });
  expect(travelled(made)).toEqual({
    id: made.id,
    namespace: "",
    name: "train",
    version: "1",
    params: { data: { $task: data.id } },
    schema_hash: train.type.schemaHash,
    dependencies: [data.id],
    unhashed: { "/seed": 1 },
  });
  // Whatever comes first.
  const all = reviveAll([travelled(made), travelled(data)]);
  expect(all.get(made.id)?.params).toMatchObject({ seed: 1, data: { id: data.id, params: { year: 2009 } } });
});

test("values that a schema turned into others are not turned again", () => {
  const make = task("turned", {
    params: z.object({
      size: z.string().transform((text) => text.length),
      day: z.codec(z.iso.datetime(), z.date(), { decode: (text) => new Date(text), encode: (date) => date.toISOString() }),
      words: z.preprocess((text) => String(text).split(" "), z.array(z.string())),
      doubled: z.number().overwrite((x) => x * 2),
      plain: z.number().default(1),
    }),
    run,
  });
  const made = make({ size: "four", day: "2026-01-02T03:04:05Z", words: "a b", doubled: 2 });
  expect(made.params).toEqual({ size: 4, day: new Date("2026-01-02T03:04:05Z"), words: ["a", "b"], doubled: 4, plain: 1 });
  const again = reviveTask(travelled(made), () => null);
  expect([again.id, again.params]).toEqual([made.id, made.params]);
  expect(ran(made.toCode()).id).toBe(made.id);
  const { params, ...rest } = travelled(made);
  expect(() => reviveTask({ ...rest, params: { ...(params as object), more: 1 } }, () => null)).toThrow(/turned@1: params\.more/);
});

test("what code makes of stored words now is compared by id", () => {
  const made = travelled(task("t", { params: z.object({ x: z.number() }), run })({ x: 1 }));
  tasks.resetTypes();
  expect(() => reviveTask(made, () => null)).toThrow(/t@1 is not declared/);
  task("t", { version: "2", run });
  expect(() => reviveTask(made, () => null)).toThrow(/t@1 is not declared in this program, only version 2 is/);
  task("t", { params: z.object({ x: z.number(), y: z.number().default(0) }), run });
  expect(() => reviveTask(made, () => null)).toThrow(/t@1 makes .* were [0-9a-f]{8} when they were stored.*compatible\(\)/);
  tasks.resetTypes();
  task("t", { params: z.object({ x: z.string() }), run });
  expect(() => reviveTask(made, () => null)).toThrow(/t@1: params\.x/);
});

test("a task is found by its id with all that it needs, and a base brings back what stands in for it", async () => {
  const model = task("model", { params: z.object({ x: z.number() }), run });
  const forest = task("forest", { base: model, params: z.object({ trees: z.int() }), run });
  const score = task("score", { params: z.object({ of: z.array(taskOf(model)) }), run });
  const made = score({ of: [forest({ trees: 3 }), model({ x: 1 })] });
  const stored = new Map(closureOf([made]).map((one) => [one.id, travelled(one)]));
  const found = await taskById(made.id, async (ids) => ids.flatMap((id) => stored.get(id) ?? []));
  expect((found.params as { of: AnyTask[] }).of.map(({ type }) => type)).toEqual([forest.type, model.type]);
  stored.delete(model({ x: 1 }).id);
  await expect(taskById(made.id, async (ids) => ids.flatMap((id) => stored.get(id) ?? []))).rejects.toThrow(/params\.of\[1\] names task/);
  await expect(taskById("0".repeat(64), async () => [])).rejects.toThrow(/not found/);
});

test("chains of any length are made again, and a circle of words is an error", () => {
  const link = task("link", { params: z.object({ i: z.int(), before: taskOf<null>().optional() }), run });
  let last: AnyTask = link({ i: 0 });
  const words = [travelled(last)];
  for (let i = 1; i < 5_000; i++) {
    last = link({ i, before: last });
    words.unshift(travelled(last));
  }
  expect(reviveAll(words).get(last.id)?.id).toBe(last.id);
  const [first, second] = words as [TaskJson, TaskJson];
  expect(() => reviveAll([first, { ...second, dependencies: [first.id] }])).toThrow(/names task/);
});

test("an alias stands for a task: the same ids, its output, no computation", () => {
  const load = task("load", { namespace: "n", params: z.object({ year: z.int() }), run });
  const train = task("train", { params: z.object({ data: taskOf(load) }), run });
  const data = load({ year: 2009 });
  const alias = aliasTask({ id: data.id, namespace: "n", name: "load", version: "1" });
  expect(train({ data: alias as typeof data }).id).toBe(train({ data }).id);
  expect([isAlias(alias), isAlias(data)]).toEqual([true, false]);
  expect(() => alias.type.run(null, null as never)).toThrow(/known by its id alone/);
  expect(ran(train({ data: alias as typeof data }).toCode()).id).toBe(train({ data }).id);
  expect(() => aliasTask({ id: "abc", namespace: "n", name: "load", version: "1" })).toThrow(/64/);
});

test("the program that a task writes makes the same task", () => {
  const any = task("await", { namespace: "n", params: z.object({ x: z.unknown() }), run });
  const same = task("await", { namespace: "m", params: z.object({ "odd name": z.unknown(), task: taskOf().optional() }), run });
  const value = fc.oneof(
    fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
      withUnicodeString: true,
      maxDepth: 3,
    }),
    fc.constantFrom<unknown>(new URL("https://example.org/?a=b"), new Float32Array([-0, Number.NaN]), -0, { __proto__: null, a: 1 }),
  );
  fc.assert(
    fc.property(value, value, (x, y) => {
      let made: AnyTask;
      try {
        made = same({ "odd name": [any({ x }), any({ x }), y], task: any({ x: y }) });
      } catch (error) {
        // Half characters, invalid dates and the like are no part of a task.
        expect(error).toBeInstanceOf(tasks.TaskParameterError);
        return;
      }
      expect(ran((made as tasks.Task<unknown>).toCode()).id).toBe(made.id);
    }),
    { numRuns: 300 },
  );
});

test("it reads well, and makes what several tasks need once", () => {
  const load = task("load-data", { namespace: "n", module: "file:///project/data.ts", params: z.object({ year: z.int() }), run });
  const join = task("join", { module: "file:///project/join.ts", params: z.object({ all: z.array(taskOf()) }), run });
  const data = load({ year: 2009 });
  const made = join({ all: [data, join({ all: [data] }), join({ all: [] })] });
  expect(made.toCode()).toBe(`import { declared } from "@cairn/sdk/tasks";
import "file:///project/data.ts";
import "file:///project/join.ts";

const loadData = declared("n.load-data@1");
const join = declared("join@1");

const loadDataTask = loadData({ year: 2009 });
const joinTask = join({ all: [loadDataTask] });
const joinTask2 = join({ all: [] });
export const task = join({ all: [loadDataTask, joinTask, joinTask2] });
`);
  // A graph in which ways multiply: what it takes to write it grows with the tasks, not with the ways.
  let top = join({ all: [] });
  for (let i = 0; i < 60; i++) top = join({ all: [top, top] });
  expect(top.toCode().length).toBeLessThan(10_000);
});

test("a difference names each place, on both sides, also inside tasks that are parameters", () => {
  const load = task("load", { params: z.object({ year: z.int(), place: z.string().optional() }), run });
  const train = task("train", {
    params: z.object({ lr: z.number(), tags: z.set(z.string()).default(new Set()), list: z.array(z.number()).default([]), data: taskOf() }),
    run,
  });
  const [a, b] = [load({ year: 1 }), load({ year: 2, place: "x" })];
  const one = train({ lr: 0.1, data: a, list: [1, 2] });
  expect(diff(one, train({ lr: 0.1, data: a, list: [1, 2] }))).toEqual([]);
  expect(diff(one, train({ lr: 0.2, data: b, list: [1, 3, 4], tags: new Set(["t"]) }))).toEqual([
    { path: "params.data.params.place", left: undefined, right: "x" },
    { path: "params.data.params.year", left: 1, right: 2 },
    { path: "params.list[1]", left: 2, right: 3 },
    { path: "params.list[2]", left: undefined, right: 4 },
    { path: "params.lr", left: 0.1, right: 0.2 },
    { path: "params.tags", left: { $set: [] }, right: { $set: ["t"] } },
  ]);
  const other = train({ lr: 0.1, data: train({ lr: 1, data: a }), list: [1, 2] });
  expect(diff(one, other)).toEqual([{ path: "params.data", left: { $task: a.id }, right: { $task: other.dependencies[0]?.id } }]);
  expect(diff(travelled(one), travelled(train({ lr: 0.1, data: b, list: [1, 2] })))).toEqual([
    { path: "params.data", left: { $task: a.id }, right: { $task: b.id } },
  ]);
  const newer = task("train", { version: "2", params: train.type.schema as never, run });
  expect(diff(one, newer(one.params as never)).map(({ path }) => path)).toEqual(["version"]);
});
