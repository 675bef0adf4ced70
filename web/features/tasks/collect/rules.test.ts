import { expect, test } from "vitest";
import { FIRST_CHOICE, rulesOf } from "./rules";

test("a preview asks by the chosen rules alone", () => {
  expect(rulesOf({ ...FIRST_CHOICE, days: "2", namespace: " vision " })).toEqual({
    rules: { older_than_s: 172_800, unreferenced: true },
    match: "all",
    namespace: "vision",
    dry_run: true,
  });
});

test("without a rule, or with days that are none, there is nothing to ask", () => {
  expect(rulesOf({ ...FIRST_CHOICE, older_than: false, unreferenced: false })).toBeNull();
  expect(rulesOf({ ...FIRST_CHOICE, days: "" })).toBeNull();
});
