import { expect, it } from "vitest";
import { retryDelayS } from "./retry-delay.ts";

it("doubles the wait with each try, up to an hour", () => {
  expect([1, 2, 3, 4].map(retryDelayS)).toEqual([5, 10, 20, 40]);
  expect([10, 11, 100, 5_000].map(retryDelayS)).toEqual([2_560, 3_600, 3_600, 3_600]);
});
