import { afterEach, expect, test } from "vitest";
import {
  type AnyTask,
  closureOf,
  compatible,
  migrate,
  resetTypes,
  reviveAll,
  type TaskJson,
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
const travelled = (one: AnyTask): TaskJson => JSON.parse(JSON.stringify(one)) as TaskJson;
const stored = (...all: AnyTask[]): TaskJson[] => closureOf(all).map(travelled);

/** What was declared when tasks were stored: a source, a training on it, a report on several. */
function before() {
  const load = task("load", { params: z.object({ year: z.int() }), run });
  const train = task("train", {
    params: z.object({ data: taskOf(load), rate: z.number(), legacy: z.boolean().default(false), seed: unhashed(z.int().default(0)) }),
    run,
  });
  const report = task("report", { params: z.object({ of: z.set(taskOf(train)), title: z.string() }), deps: ({ of }) => of, run });
  return { load, train, report };
}

function after() {
  const load = task("load", { params: z.object({ year: z.int() }), run });
  const train = task("train", {
    version: "2",
    params: z.object({
      data: taskOf(load),
      lr: z.number(),
      epochs: z.int(),
      seed: unhashed(z.int().default(0)),
      momentum: compatible(z.number(), 0),
    }),
    run,
  });
  return { load, train };
}

test("stored tasks follow a change of their type: renamed, dropped, added and rewritten parameters", () => {
  const old = before();
  const one = old.train({ data: old.load({ year: 2009 }), rate: 0.5, legacy: true, seed: 7 });
  const words = stored(one, old.load({ year: 2010 }));
  resetTypes();
  const { load, train } = after();
  const migration = migrate({
    from: { name: "train" },
    to: train,
    rename: { rate: "lr" },
    drop: ["legacy"],
    add: { epochs: ({ rate }: { rate: number }) => rate * 20 },
    rewrite: (params) => ({ ...params, lr: (params.lr as number) / 10 }),
    mode: "alias",
  });
  const before10 = JSON.stringify(words);
  const { steps, ids, record } = migration.plan(words);
  const wanted = train({ data: load({ year: 2009 }), lr: 0.05, epochs: 10, seed: 7 });
  expect(steps).toEqual([{ from: travelled(one), to: travelled(wanted), mode: "alias", action: "apply", reason: "declared" }]);
  expect([...ids]).toEqual([[one.id, wanted.id]]);
  expect(record).toEqual({ from: "train@1", to: "train@2", mode: "alias", ids: [[one.id, wanted.id]] });
  expect(JSON.stringify(words)).toBe(before10);
  // What it needs is as it was, so it can be made again.
  expect(reviveAll([...words.filter(({ name }) => name === "load"), ...steps.map(({ to }) => to)]).get(wanted.id)?.params).toEqual(
    wanted.params,
  );
});

test("with cascade what needs a migrated task follows, also where its type is not declared any more", () => {
  const old = before();
  const data = old.load({ year: 2009 });
  const all = [0.1, 0.2, 0.3].map((rate) => old.train({ data, rate }));
  const words = stored(old.report({ of: new Set(all), title: "All" }));
  resetTypes();
  const { load, train } = after();
  const declaration = { from: { name: "train" }, to: train, rename: { rate: "lr" }, drop: ["legacy"], add: { epochs: 1 } } as const;
  expect(migrate(declaration).plan(words).steps).toHaveLength(3);
  const { steps } = migrate({ ...declaration, cascade: true }).plan(words);
  expect(steps.map(({ reason }) => reason)).toEqual(["declared", "declared", "declared", "cascade"]);
  // As the report would be if it had been made of the new ones from the start.
  const report = task("report", { params: z.object({ of: z.set(taskOf(train)), title: z.string() }), deps: ({ of }) => of, run });
  const wanted = report({ of: new Set([0.1, 0.2, 0.3].map((lr) => train({ data: load({ year: 2009 }), lr, epochs: 1 }))), title: "All" });
  const made = steps.at(-1)?.to;
  expect(made).toMatchObject({ id: wanted.id, params: wanted.toJSON().params });
  expect([...(made?.dependencies ?? [])].sort()).toEqual([...wanted.toJSON().dependencies].sort());
});

test("a result in the new place is an error, stays, or gives way", () => {
  const old = before();
  const data = old.load({ year: 2009 });
  const [plain, legacy] = [false, true].map((one) => old.train({ data, rate: 0.1, legacy: one })) as unknown as [AnyTask, AnyTask];
  const words = stored(plain, legacy);
  resetTypes();
  const { train } = after();
  const declaration = { from: { name: "train" }, to: train, rename: { rate: "lr" }, drop: ["legacy"], add: { epochs: 1 } } as const;
  // The two become one.
  expect(() => migrate(declaration).plan(words)).toThrow(
    /train@1 \([0-9a-f]{8}\) would become [0-9a-f]{8}, which is there already.*conflict/,
  );
  const actions = (conflict: "skip" | "overwrite") =>
    migrate({ ...declaration, conflict })
      .plan(words)
      .steps.map(({ action }) => action);
  expect(actions("skip")).toEqual(["apply", "skip"]);
  expect(actions("overwrite")).toEqual(["apply", "overwrite"]);
});

test("what the new type refuses is named with its task, and a migration that cannot fit is refused at once", () => {
  const old = before();
  const words = stored(old.train({ data: old.load({ year: 2009 }), rate: 0.1 }));
  resetTypes();
  const { train } = after();
  const from = { name: "train" };
  expect(() => migrate({ from, to: train, drop: ["legacy"], rename: { rate: "lr" } }).plan(words)).toThrow(
    /train@1 \([0-9a-f]{8}\) cannot become train@2: train@2: params\.epochs/,
  );
  expect(() => migrate({ from, to: train, add: { epoch: 1 } })).toThrow(/add\.epoch is no parameter of train@2/);
  expect(() => migrate({ from, to: train, rename: { rate: "rate" } })).toThrow(/rename\.rate is no parameter of train@2/);
  expect(migrate({ from: { name: "train", version: "0" }, to: train }).plan(words).steps).toEqual([]);
});

test("a task whose needs are not stored any more can be migrated all the same", () => {
  const old = before();
  const data = old.load({ year: 2009 });
  const words = [travelled(old.train({ data, rate: 0.1 }))];
  resetTypes();
  const { load, train } = after();
  const { steps } = migrate({ from: { name: "train" }, to: train, rename: { rate: "lr" }, drop: ["legacy"], add: { epochs: 1 } }).plan(
    words,
  );
  expect(steps[0]?.to.id).toBe(train({ data: load({ year: 2009 }), lr: 0.1, epochs: 1 }).id);
});
