import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ERROR_CODES } from "../../sdk/src/schema/index.ts";
import { root } from "../stack/paths.ts";
import { configurationPage } from "./configuration.ts";
import { eventsPage } from "./events.ts";

const read = (name: string) => readFileSync(join(root, "docs", name), "utf8");

test("configuration.md is what the tables say; npm run docs writes it", () => {
  expect(read("configuration.md")).toBe(configurationPage());
});

test("events.md is what the catalogue says; npm run docs writes it", () => {
  expect(read("events.md")).toBe(eventsPage());
});

test("errors.md explains every code with its status, and no other", () => {
  const explained = [...read("errors.md").matchAll(/^- \*\*(\w+)\*\* \((\d+)\)/gm)].map(([, code, status]) => [code, Number(status)]);
  expect(Object.fromEntries(explained)).toEqual(
    Object.fromEntries(Object.entries(ERROR_CODES).map(([code, { status }]) => [code, status])),
  );
});
