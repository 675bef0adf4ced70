// Tasks whose ids may never change: they are checked in every runtime against golden-ids.json.
import { z } from "zod";
import { type AnyTask, compatible, namespace, taskFrom, taskOf, unhashed } from "../../src/tasks/index.ts";

const golden = namespace("golden.set");
const any = z.object({ v: z.any() });
const holds = golden.task("holds", { params: any, run: () => null });
const load = golden.task("load", { version: "2", params: z.object({ path: z.string(), year: z.int() }), run: () => null });
const train = golden.task("train", {
  params: z.object({
    lr: z.number(),
    data: taskOf(load),
    others: z.array(taskOf()).default([]),
    by_name: z.record(z.string(), taskOf()).default({}),
    model: z.object({ depth: z.int(), of: taskOf().optional() }),
    momentum: compatible(z.number(), 0.9),
    workers: unhashed(z.int().default(4)),
    _note: z.string().optional(),
  }),
  run: () => null,
});
const withDeps = golden.task("with-deps", {
  params: z.object({ x: z.int() }),
  deps: () => [load({ path: "b", year: 1 })],
  run: () => null,
});
class Plain {
  run(): null {
    return null;
  }
}
const byClass = taskFrom("holds", Plain, { namespace: "golden.set", params: any });

/** One task per rule of the hashed form. */
export function goldenTasks(): { [name: string]: AnyTask } {
  const values: { [name: string]: unknown } = {
    text: "naïve “🐧”",
    number: 1e21,
    small: 1e-7,
    "minus zero": -0,
    zero: 0,
    nan: Number.NaN,
    infinity: Number.NEGATIVE_INFINITY,
    bigint: 2n ** 70n,
    date: new Date(Date.UTC(2026, 0, 2, 3, 4, 5, 6)),
    bytes: new Uint8Array([0, 1, 254, 255]),
    buffer: new Uint8Array([0, 1, 254, 255]).buffer,
    floats: new Float32Array([0.5, -1]),
    ints: new Int16Array([-1, 256]),
    longs: new BigInt64Array([-1n]),
    set: new Set(["b", "a", 1]),
    "set in another order": new Set([1, "a", "b"]),
    map: new Map<unknown, unknown>([
      ["z", 1],
      [1, "z"],
    ]),
    url: new URL("https://example.org/a?b"),
    object: { b: 1, a: [true, null, { "": "" }], ö: 2, left: undefined },
    dollar: { $task: "not one", $$x: 1 },
    nested: [new Set([new Date(0)])],
  };
  const data = load({ path: "a", year: 2009 });
  return {
    ...Object.fromEntries(Object.entries(values).map(([name, v]) => [name, holds({ v })])),
    "class form": byClass({ v: 0 }),
    load: data,
    train: train({ lr: 0.1, data, model: { depth: 3 } }),
    "train with tasks": train({ lr: 0.1, data, others: [data, holds({ v: 1 })], by_name: { b: data }, model: { depth: 3, of: data } }),
    "train with what does not count": train({ lr: 0.1, data, model: { depth: 3 }, workers: 64, _note: "x", momentum: 0.9 }),
    "train with momentum": train({ lr: 0.1, data, model: { depth: 3 }, momentum: 0.5 }),
    deps: withDeps({ x: 1 }),
  };
}
