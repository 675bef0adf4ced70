import { expect, test } from "vitest";
import { Slug } from "../../sdk/src/schema/common.ts";
import { slugify, slugProblem } from "./slug.ts";

test.each([
  ["Acme Research", "acme-research"],
  ["  Ünïcode & Söhne!  ", "unicode-sohne"],
  ["Straße 9", "strasse-9"],
  ["日本", ""],
  ["a".repeat(60), "a".repeat(48)],
])("%j becomes %j", (name, slug) => expect(slugify(name)).toBe(slug));

test.each(["ab", "a", "", "-ab", "a--b", "Ab", "x".repeat(48), "x".repeat(49), "acme-2"])("judges %j as the contract does", (slug) => {
  expect(slugProblem(slug) === undefined).toBe(Slug.safeParse(slug).success);
});
