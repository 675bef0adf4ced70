import { expect, test } from "vitest";
import { readTags, tagsText } from "./tags-text";

test("tags are read as they are written", () => {
  const tags = { team: "vision", "learning rate": "1e-3", url: "https://x?a=b", empty: "" };
  expect(readTags(tagsText(tags))).toEqual(tags);
});

test("empty lines and spaces say nothing", () => {
  expect(readTags("\n  team=vision  \n\nalone\n = nothing\n")).toEqual({ team: "vision", alone: "" });
});
