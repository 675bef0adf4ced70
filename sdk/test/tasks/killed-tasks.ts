// A small graph that goes through every step of a build: a parameter, a dependency found on the way, a checkpoint, lines, reports and an
// output that takes more than one call to write.
import { appendFileSync } from "node:fs";
import { z } from "zod";
import { namespace, taskOf } from "../../src/tasks/index.ts";

const { task } = namespace("test.killed");

/** Notes each computation in a file. */
const computed = (file: string, name: string): void => appendFileSync(file, `${name}\n`);

export const part = task("part", {
  params: z.object({ i: z.number(), file: z.string() }),
  output: z.number(),
  run: ({ i, file }) => {
    computed(file, `part ${i}`);
    return i;
  },
});

export const whole = task("whole", {
  params: z.object({ first: taskOf(part), file: z.string() }),
  output: z.string(),
  run: async ({ first, file }, ctx) => {
    const begun = (await ctx.checkpoint.load<number>()) ?? (await ctx.load(first));
    await ctx.checkpoint.save(begun);
    const second = await ctx.load(part({ i: 2, file }));
    ctx.log("nearly there");
    ctx.report("sum", "# Sum");
    computed(file, "whole");
    return String(begun + second).repeat(100_000);
  },
});
