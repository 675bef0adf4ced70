import { expect, test } from "vitest";
import { canSweep, fieldsOf, readField, readSweep } from "./form-fields";

const schema = {
  type: "object",
  properties: {
    name: { type: "string", description: "What it is called" },
    depth: { type: "integer", minimum: 1, default: 3 },
    kind: { enum: ["tree", "forest"] },
    data: { type: "object" },
    verbose: { type: "boolean" },
    source: { "x-cairn": "task Load" },
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
  ]);
});

test("what is typed becomes a value of its kind", () => {
  expect(readField(field("depth"), "4")).toBe(4);
  expect(readField(field("kind"), '"forest"')).toBe("forest");
  expect(readField(field("data"), '{"a":[1]}')).toEqual({ a: [1] });
  expect(readField(field("data"), "a".repeat(64))).toEqual({ $task: "a".repeat(64) });
  expect(readField(field("verbose"), "")).toBeUndefined();
});

test.each([
  ["name", "", "It is needed."],
  ["depth", "1.5", "It must be a whole number."],
  ["depth", "0", "It must be at least 1."],
  ["source", "abc", "It must be the id of a task: 64 hex digits."],
  ["data", "{", "It must be JSON, or the id of a task."],
])("%s refuses %j", (name, text, message) => {
  expect(() => readField(field(name), text)).toThrow(message);
});

test("several values stand with commas between them, each once and of the parameter's kind", () => {
  expect(fields.filter(canSweep).map(({ name }) => name)).toEqual(["name", "depth", "kind"]);
  expect(readSweep(field("depth"), "3, 5,5 ,8,")).toEqual([3, 5, 8]);
  expect(readSweep(field("kind"), "forest,tree")).toEqual(["forest", "tree"]);
  expect(readSweep(field("name"), "a b, c")).toEqual(["a b", "c"]);
  expect(() => readSweep(field("depth"), "3, 0")).toThrow("It must be at least 1.");
  expect(() => readSweep(field("kind"), "tree, bush")).toThrow("“bush” is none of tree, forest.");
  expect(() => readSweep(field("name"), " , ")).toThrow("It needs a value");
});
