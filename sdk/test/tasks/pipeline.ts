// Types that workers on other threads and in other processes load too.
import { existsSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { namespace, taskOf, unhashed } from "../../src/tasks/index.ts";

const { task } = namespace("test.pipeline");

export const number = task("number", {
  params: z.object({ i: z.number(), workers: unhashed(z.number().default(2)) }),
  output: z.number(),
  run: ({ i }) => {
    console.info(`number ${i}`);
    return i;
  },
});

/** Adds its parts, and one that it finds out about while it runs. */
export const sum = task("sum", {
  params: z.object({ parts: z.array(taskOf(number)), extra: z.number() }),
  output: z.object({ total: z.number() }),
  run: async ({ parts, extra }, ctx) => {
    const values = await ctx.loadAll(parts);
    const more = await ctx.load(number({ i: extra }));
    ctx.report("summary", `# ${values.length} parts`);
    return { total: values.reduce((a, b) => a + b, 0) + more };
  },
});

export const broken = task("broken", {
  params: z.object({ name: z.string() }),
  run: () => {
    throw new RangeError("no such file");
  },
});

export const needsBroken = task("needs-broken", { params: z.object({ what: taskOf(broken) }), run: () => 1 });

/** Ends its process the first time. */
export const deadly = task("deadly", {
  params: z.object({ mark: z.string() }),
  output: z.string(),
  run: ({ mark }) => {
    if (existsSync(mark)) return "alive";
    writeFileSync(mark, "");
    process.kill(process.pid, "SIGKILL");
    return new Promise<string>(() => {});
  },
});

/** Notes each computation in a file, so that computations of all processes can be counted. */
export const counted = task("counted", {
  params: z.object({ file: z.string(), ms: z.number() }),
  output: z.string(),
  run: async ({ file, ms }) => {
    writeFileSync(file, `${process.pid}\n`, { flag: "a" });
    await new Promise((resolve) => setTimeout(resolve, ms));
    return "done";
  },
});
