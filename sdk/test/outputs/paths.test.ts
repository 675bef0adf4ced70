import { expect, test } from "vitest";
import { pathsOf } from "../../src/tasks/outputs/paths.ts";
import { gzip } from "../../src/tasks/outputs/serializers/compress.ts";
import { json } from "../../src/tasks/outputs/serializers/json.ts";
import type { OutputSpec } from "../../src/tasks/types.ts";
import { type TaskFacts, taskWith } from "./fixture.ts";

const id = "ab12".padEnd(64, "0");
const of = (path: OutputSpec<unknown>["path"] = {}, facts: TaskFacts = {}, serializer = json<unknown>()) =>
  pathsOf(taskWith({ serializer, path }, { id, ...facts }));

test("a path is made of the identity, in shards of the id, and any part of it can be replaced", () => {
  const folder = `vision/train/1/ab/${id}`;
  expect(of()).toEqual({ folder, output: "output.json", marker: `${folder}/done.json` });
  expect(of({}, {}, gzip(json<unknown>())).output).toBe("output.json.gz");
  expect(of({}, { namespace: "", version: "" }).folder).toBe(`train/ab/${id}`);
  expect(of({ base: "team/a", extra: "deep/er", filename: "metrics", extension: "txt" })).toEqual({
    folder: `team/a/vision/train/1/deep/er/ab/${id}`,
    output: "metrics.txt",
    marker: `team/a/vision/train/1/deep/er/ab/${id}/done.json`,
  });
  expect(of({ extension: "" }).output).toBe("output");
});

test.each<[OutputSpec<unknown>["path"], TaskFacts, string]>([
  [{ base: ".." }, {}, "output.path.base"],
  [{ base: "a/../../b" }, {}, "output.path.base"],
  [{ base: "/etc" }, {}, "output.path.base"],
  [{ base: "C:\\x" }, {}, "output.path.base"],
  [{ extra: "a//b" }, {}, "output.path.extra"],
  [{ extra: "a\0" }, {}, "output.path.extra"],
  [{ filename: "../x" }, {}, "output.path.filename"],
  [{ filename: "" }, {}, "output.path.filename"],
  [{ filename: "done" }, {}, "output.path.filename"],
  [{ filename: "x".repeat(252) }, {}, "output.path.filename"],
  [{ extension: "a/b" }, {}, "output.path.extension"],
  [{ extension: ".." }, {}, "output.path.extension"],
  [{ base: Array.from({ length: 450 }, () => "a").join("/") }, {}, "output.path"],
  [{}, { namespace: ".." }, "namespace"],
  [{}, { name: "a/b" }, "name"],
  [{}, { version: ".." }, "version"],
  [{}, { id: "../../x" }, "id"],
])("no part leads out of the root: %j %j", (path, facts, field) => {
  expect(() => of(path, facts)).toThrow(
    expect.objectContaining({ code: "invalid_output", errors: [expect.objectContaining({ path: field })] }),
  );
});
