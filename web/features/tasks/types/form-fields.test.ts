import { expect, test } from "vitest";
import { fieldsOf, readField } from "./form-fields";

const schema = {
  type: "object",
  properties: {
    name: { type: "string", description: "What it is called" },
    depth: { type: "integer", minimum: 1, default: 3 },
    kind: { enum: ["tree", "forest"] },
    data: { type: "object" },
    verbose: { type: "boolean" },
    source: { "x-cairn": "task Load" },
    since: { "x-cairn": "date" },
    home: { "x-cairn": "url" },
  },
  required: ["name", "depth", "kind", "data"],
};
const fields = fieldsOf(schema);
const field = (name: string) => fields.find((one) => one.name === name) as (typeof fields)[number];

test("each member becomes a field, with its default and whether it is needed", () => {
  expect(fields.map(({ name, kind, isRequired, first }) => [name, kind, isRequired, first])).toEqual([
    ["name", "text", true, ""],
    ["depth", "integer", false, "3"],
    ["kind", "choice", true, ""],
    ["data", "json", true, ""],
    ["verbose", "boolean", false, "false"],
    ["source", "task", false, ""],
    ["since", "date", false, ""],
    ["home", "url", false, ""],
  ]);
});

test("what is typed becomes a value of its kind", () => {
  expect(readField(field("depth"), "4")).toBe(4);
  expect(readField(field("kind"), '"forest"')).toBe("forest");
  expect(readField(field("data"), '{"a":[1]}')).toEqual({ a: [1] });
  expect(readField(field("data"), "a".repeat(64))).toEqual({ $task: "a".repeat(64) });
  expect(readField(field("verbose"), "")).toBeUndefined();
  expect(readField(field("since"), "2026-11-28")).toEqual({ $date: "2026-11-28T00:00:00.000Z" });
  expect(readField(field("home"), "https://example.org")).toEqual({ $url: "https://example.org/" });
});

test.each([
  ["name", "", "It is needed."],
  ["depth", "1.5", "It must be a whole number."],
  ["depth", "0", "It must be at least 1."],
  ["source", "abc", "It must be the id of a task: 64 hex digits."],
  ["since", "soon", "It must be a time, such as 2026-11-28 or 2026-11-28T09:30:00Z."],
  ["home", "example", "It must be an address with its scheme, such as https://example.org/."],
  ["data", "{", "It must be JSON, or the id of a task."],
])("%s refuses %j", (name, text, message) => {
  expect(() => readField(field(name), text)).toThrow(message);
});
