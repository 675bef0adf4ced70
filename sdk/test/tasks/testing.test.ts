import { expect, test } from "vitest";
import { z } from "zod";
import { declaredTypes, task, taskEnvironment } from "../../src/tasks/index.ts";
import { temporaryTasks } from "../../src/tasks/testing.ts";

test("a test's store and types are its own, and those from before come back", async () => {
  const before = { types: declaredTypes().length, environment: taskEnvironment() };
  {
    using tasks = temporaryTasks();
    const double = task("double", { params: z.object({ x: z.number() }), output: z.number(), run: ({ x }) => 2 * x });
    expect(await double({ x: 2 }).loadOrCreate({ handleSignals: false })).toBe(4);
    expect(declaredTypes()).toEqual([double.type]);
    expect(taskEnvironment()).toBe(tasks.environment);
  }
  expect(declaredTypes()).toHaveLength(before.types);
  expect(taskEnvironment()).toBe(before.environment);
});
