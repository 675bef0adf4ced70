import { expect, test } from "vitest";
import { z } from "zod";
import { build, grid, task } from "../../src/tasks/index.ts";
import { temporaryTasks } from "../../src/tasks/testing.ts";

test("a grid has every combination once, the last name varying fastest, and each is a task of its own", async () => {
  using _ = temporaryTasks();
  const train = task("train", {
    params: z.object({ rate: z.number(), kind: z.enum(["stump", "tree"]) }),
    output: z.string(),
    run: ({ rate, kind }) => `${kind} ${rate}`,
  });
  const points = grid({ rate: [0.1, 0.3], kind: ["stump", "tree"] });
  expect(points).toEqual([
    { rate: 0.1, kind: "stump" },
    { rate: 0.1, kind: "tree" },
    { rate: 0.3, kind: "stump" },
    { rate: 0.3, kind: "tree" },
  ]);
  const tasks = points.map((point) => train(point));
  expect(new Set(tasks.map(({ id }) => id)).size).toBe(4);
  expect(await build(tasks)).toMatchObject({ succeeded: 4 });
  expect(await Promise.all(tasks.map((one) => one.load()))).toEqual(["stump 0.1", "tree 0.1", "stump 0.3", "tree 0.3"]);
});

test("without names there is one point, without values none; what is no list is named", () => {
  expect(grid({})).toEqual([{}]);
  expect(grid({ rate: [0.1], rounds: [] })).toEqual([]);
  expect(() => grid({ rate: 0.1 as unknown as number[] })).toThrow(expect.objectContaining({ field: "rate", rule: "type" }));
});
