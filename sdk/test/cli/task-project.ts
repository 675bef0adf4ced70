import { resolve } from "node:path";
import type { tempMachine } from "./support.ts";

/** A pipeline of a project; `broken` and `slow` are files whose presence decides what its tasks do. */
const MODULE = `
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { task, taskOf, z } from "@cairn/sdk/tasks";

export const load = task("load", {
  namespace: "shop",
  params: z.object({ city: z.enum(["Oslo", "Rome"]), code: z.string().default("00"), from: z.date().optional() }),
  output: z.array(z.number()),
  doc: "Numbers of a city.",
  run: ({ city }) => {
    console.log("loading " + city);
    return city === "Oslo" ? [1, 2, 3] : [4, 5, 6];
  },
});
export const sum = task("sum", {
  namespace: "shop",
  params: z.object({ data: taskOf(load), model: z.object({ scale: z.number() }) }),
  output: z.number(),
  run: async ({ data, model }, ctx) => {
    ctx.report("how", "# Sum");
    return model.scale * (await ctx.load(data)).reduce((a, b) => a + b, 0);
  },
});
export const fragile = task("fragile", {
  namespace: "shop",
  params: z.object({ of: taskOf(sum) }),
  output: z.number(),
  run: async ({ of }, ctx) => {
    if (existsSync("broken")) throw new Error("the shop is closed");
    while (existsSync("slow")) await pause(20, undefined, { signal: ctx.signal });
    return await ctx.load(of);
  },
});
const sums = [1, 2].map((scale) => sum({ data: load({ city: "Oslo" }), model: { scale } }));
export const all = () => sums.map((of) => fragile({ of }));
export const nothing = 5;
export default sums;
`;

/** Puts a project with tasks on a machine: `tasks.ts`, whose SDK is the sources here. */
export function writeTasks(machine: ReturnType<typeof tempMachine>): void {
  machine.env.NODE_OPTIONS = `--import ${resolve(import.meta.dirname, "../sources.mjs")}`;
  machine.write("project/tasks.ts", MODULE);
}
