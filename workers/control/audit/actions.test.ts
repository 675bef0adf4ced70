import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { EVENTS } from "@cairn/sdk/schema";
import { expect, test } from "vitest";

const WORKERS = join(import.meta.dirname, "../..");

/** Sources of the Worker, tests left out. */
const sources = readdirSync(WORKERS, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts") && !path.startsWith("test"))
  .map((path) => readFileSync(join(WORKERS, path), "utf8"));

// `action: "…"` of the trail and `type: "…"` of a workspace's log are typed by the list, so nothing that is not in it compiles.
test("every action of the published list is told by some part of the Worker", () => {
  const silent = Object.keys(EVENTS).filter((action) => !sources.some((text) => text.includes(`"${action}"`) || told(text, action)));
  expect(silent).toEqual([]);
});

test("no part of the Worker tells an action that is not in the list", () => {
  const used = sources
    .flatMap((text) =>
      Array.from(text.matchAll(/\baction: (?:\w+ \? )?"([a-z_]+\.[a-z_]+)"(?: : "([a-z_]+\.[a-z_]+)")?/g), ([, a, b]) => [a, b]),
    )
    .flat();
  const permissions = ["read", "write", "manage", "create", "update", "delete"];
  const unknown = used.filter((action) => action && !Object.hasOwn(EVENTS, action) && !permissions.includes(action.split(".")[1] ?? ""));
  expect(unknown).toEqual([]);
  expect(used.length).toBeGreaterThan(30);
});

/** Names that are put together, as `target_root.${"created" | …}`. */
const told = (text: string, action: string): boolean => {
  const [noun, verb] = action.split(".");
  return text.includes(`${noun}.\${`) && text.includes(`"${verb}"`);
};
