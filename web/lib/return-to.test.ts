import { expect, test } from "vitest";
import { safeReturnTo, signInPath } from "./return-to.ts";

test("keeps a path of this origin with its query and hash", () => {
  expect(safeReturnTo("/acme/vision/runs?status=running#top")).toBe("/acme/vision/runs?status=running#top");
  expect(signInPath("/device?code=BCDF-GHJK")).toBe("/sign-in?return_to=%2Fdevice%3Fcode%3DBCDF-GHJK");
});

test.each([
  null,
  "",
  "acme",
  "https://evil.example/",
  "//evil.example",
  "/\\evil.example",
  "/\t/evil.example",
  "/..//evil.example",
  "/api/v1/me",
  "/sign-in",
])("refuses %j", (value) => expect(safeReturnTo(value)).toBe("/"));
