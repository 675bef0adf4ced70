import { expect, test } from "vitest";
import { formatUserCode, isWholeUserCode } from "./user-code.ts";

test.each([
  ["bcdfghjk", "BCDF-GHJK"],
  ["  BCDF - GHJK ", "BCDF-GHJK"],
  ["BCDF-GHJK-EXTRA", "BCDF-GHJK"],
  ["bcd", "BCD"],
  ["bcdf", "BCDF"],
  ["bcdf-", "BCDF"],
  ["", ""],
])("%j reads as %j", (typed, code) => expect(formatUserCode(typed)).toBe(code));

test("knows a whole code", () => {
  expect(isWholeUserCode("BCDF-GHJK")).toBe(true);
  expect(isWholeUserCode("BCDF-GHJ")).toBe(false);
});
