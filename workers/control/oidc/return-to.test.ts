import { expect, test } from "vitest";
import { safeReturnTo } from "./return-to.ts";

const origin = "https://cairn.example";

test.each([
  ["/acme/vision/runs?status=running&q=%2F%2Fx#top", "/acme/vision/runs?status=running&q=%2F%2Fx#top"],
  ["/device?code=BCDF-GHJK", "/device?code=BCDF-GHJK"],
  ["/acme/../other", "/other"],
  ["/tags/100%25", "/tags/100%25"],
  ["/sign-ins", "/sign-ins"],
])("%s is a path of ours", (value, path) => expect(safeReturnTo(value, origin)).toBe(path));

test.each([
  undefined,
  null,
  7,
  "",
  "acme",
  "https://evil.example",
  "https://cairn.example/acme",
  "//evil.example",
  "///evil.example",
  "/\\evil.example",
  "\\/evil.example",
  "/\t/evil.example",
  "/\n/evil.example",
  "\u0000//evil.example",
  "/.//evil.example",
  "/..//evil.example",
  "/a/..//evil.example",
  "/%2F/evil.example",
  "/%2F%2Fevil.example",
  "/%252F%252Fevil.example",
  "/%5Cevil.example",
  "/%255Cevil.example",
  "/%0d%0aset-cookie:x",
  "/%09/evil.example",
  "javascript:alert(1)",
  "/api/auth/logout",
  "/%61pi/v1/me",
  "/sign-in",
  "/sign-in/error?code=x",
  `/${"a".repeat(2_000)}`,
])("%j is not: the front page instead", (value) => expect(safeReturnTo(value, origin)).toBe("/"));
