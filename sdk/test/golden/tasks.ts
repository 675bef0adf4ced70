// Tasks whose ids are written down in task-ids.json. What declares them comes as an argument, because each runtime brings its own build.

type Tasks = Pick<
  typeof import("../../src/tasks/index.ts"),
  "aliasTask" | "compatible" | "namespace" | "reviveAll" | "task" | "taskFrom" | "taskOf" | "unhashed" | "z"
>;

/** Ids of tasks and hashes of schemas, by what each shows. */
export function goldenIds({ aliasTask, compatible, namespace, reviveAll, task, taskFrom, taskOf, unhashed, z }: Tasks) {
  const golden = namespace("golden");
  const any = golden.task("any", { params: z.object({ value: z.unknown() }), run: () => null });
  const load = golden.task("load", { version: "2", params: z.object({ year: z.int() }), output: z.array(z.number()), run: () => [] });
  const Model = z.object({ depth: z.int(), data: taskOf(load), _note: z.string().optional() });
  const train = golden.task("train", {
    params: z.object({
      model: Model,
      lr: z.number().default(0.1),
      others: z.record(z.string(), taskOf()).default({}),
      workers: unhashed(z.int().default(4)),
      momentum: compatible(z.number(), 0),
      stages: z.map(z.string(), Model).optional(),
      when: z.date().optional(),
    }),
    output: z.object({ loss: z.number() }),
    deps: ({ lr }) => (lr === 0.5 ? { more: load({ year: 1999 }) } : []),
    run: () => ({ loss: 0 }),
  });
  const plain = task("plain", { run: () => 1 });
  class Square {
    readonly params: { x: number };
    constructor(params: { x: number }) {
      this.params = params;
    }
    run(): number {
      return this.params.x ** 2;
    }
  }
  const square = taskFrom("square", Square, { namespace: "golden", params: z.object({ x: z.number() }) });
  const data = load({ year: 2009 });
  const model = { depth: 3, data };
  const day = new Date(Date.UTC(2026, 0, 2, 3, 4, 5, 6));
  const values: Readonly<Record<string, unknown>> = {
    null: null,
    true: true,
    "a text beyond the basic plane": 'snow ☃ \u{1f600} \u2028 \u0000 "quoted" \\',
    "numbers as ECMAScript writes them": [0, -0, 1, -1.5, 1e21, 1e-7, 333333333.3333333, 5e-324, 1.7976931348623157e308, 2 ** 53],
    "numbers that JSON has not": [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
    bigint: [0n, -1n, 2n ** 70n],
    "dates before, in and after four-digit years": [day, new Date(-1), new Date(Date.UTC(12026, 5, 1))],
    bytes: Uint8Array.from({ length: 256 }, (_, i) => i),
    "bytes that are a part": new Uint8Array([9, 1, 2, 3, 9]).subarray(1, 4),
    float32: new Float32Array([0, -0, 1.5, Number.NaN]),
    int64: new BigInt64Array([1n, -1n]),
    uint8c: new Uint8ClampedArray([1, 300]),
    set: new Set(["b", "a", 3, 20, { z: 1 }]),
    map: new Map<unknown, unknown>([
      ["b", 1],
      [{ k: 2 }, "object"],
      [1, "number"],
    ]),
    url: new URL("https://example.org/a b?q=ä"),
    "members in another order": { b: 1, a: { d: [], c: {} }, é: 1, "\u{1f600}": 1, "\uffff": 1 },
    "members that begin with a dollar": { $date: "no date", $$: 1, a: { $task: "no task" } },
    "a member named __proto__": JSON.parse('{"__proto__": 1}'),
    "what is left out": { a: undefined, b: null },
    "a task in the open": [data, { again: data }],
  };
  const tasks = {
    plain: plain(),
    load: data,
    train: train({ model }),
    "train with what does not count": train({ model: { ...model, _note: "x" }, lr: 0.1, workers: 9, momentum: 0 }),
    "train with what was added later": train({ model, momentum: 0.9 }),
    "train with further dependencies": train({ model, lr: 0.5 }),
    "train with tasks in a record, a map and a date": train({
      model,
      others: { b: data, a: plain() },
      stages: new Map([["first", { ...model, _note: "y" }]]),
      when: day,
    }),
    "the class form": square({ x: 3 }),
    ...Object.fromEntries(Object.entries(values).map(([name, value]) => [`value: ${name}`, any({ value })])),
  };
  const words = Object.values(tasks).flatMap((one) => [...one.dependencies.map((need) => need.toJSON()), one.toJSON()]);
  const revived = reviveAll(words);
  const lost = Object.entries(tasks).filter(([, one]) => revived.get(one.id)?.id !== one.id);
  if (lost.length > 0) throw new Error(`Not the same after a round trip: ${lost.map(([name]) => name).join(", ")}`);
  const alias = aliasTask({ id: data.id, namespace: "golden", name: "load", version: "2" });
  if (train({ model: { depth: 3, data: alias as typeof data } }).id !== tasks.train.id) throw new Error("An alias makes another task");
  return {
    ids: Object.fromEntries(Object.entries(tasks).map(([name, one]) => [name, one.id])),
    schema_hashes: Object.fromEntries([any, load, train, square].map(({ type }) => [type.name, type.schemaHash])),
  };
}
