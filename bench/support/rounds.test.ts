import { expect, test } from "vitest";
import { interleaved, median } from "./rounds.ts";

test("the median is the middle, or the mean of the two in the middle", () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([4, 1, 2, 10])).toBe(3);
});

test("cases take turns in going first, the first round is not counted, ratios are within a round", async () => {
  const order: string[] = [];
  let round = 0;
  // The machine gets ten times slower each round; the ratio stays.
  const one = (name: string, ms: number) => async () => {
    order.push(name);
    return ms * 10 ** Math.floor(round++ / 2);
  };
  const { a, b } = await interleaved({ a: one("a", 1), b: one("b", 3) }, { rounds: 3, baseline: "a" });
  expect(order).toEqual(["a", "b", "b", "a", "a", "b", "b", "a"]);
  expect(a).toMatchObject({ median: 100, min: 10, max: 1000, ratio: 1 });
  expect(b).toMatchObject({ median: 300, ratio: 3, ratioMin: 3, ratioMax: 3 });
});
