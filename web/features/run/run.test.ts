import { describe, expect, test } from "vitest";
import { eventDetail } from "../activity/event-detail";
import { deedHere, deedOf } from "../activity/words";
import { formatBytes } from "../charts/bytes";
import { formatByName } from "../charts/units";
import { configTree, filteredTree } from "./config-tree";
import { parseDiff } from "./diff";
import { commitUrl, repositoryUrl } from "./git-links";

describe("the config tree", () => {
  const tree = configTree({ "model.layers": 3, "model.head.size": 10, "data/path": "a.csv", seed: 1, "v1.5": true, model: "resnet" });
  test("cuts names at slashes and points, but not in numbers", () => {
    expect(tree.map(({ name, count, value }) => [name, count, value])).toEqual([
      ["data", 1, undefined],
      ["model", 3, "resnet"],
      ["seed", 1, 1],
      ["v1.5", 1, true],
    ]);
    expect(tree[1]?.children.map(({ path }) => path)).toEqual(["model.head", "model.layers"]);
  });
  test("is searched by name and by value", () => {
    expect(filteredTree(tree, "HEAD").map(({ name }) => name)).toEqual(["model"]);
    expect(filteredTree(tree, "a.csv")[0]?.children.map(({ path }) => path)).toEqual(["data/path"]);
    expect(filteredTree(tree, "nowhere")).toEqual([]);
  });
});

describe("git remotes", () => {
  test.each([
    ["git@github.com:acme/cairn.git", "https://github.com/acme/cairn"],
    ["https://user:secret@github.com/acme/cairn.git", "https://github.com/acme/cairn"],
    ["ssh://git@gitlab.com/a/b/c", "https://gitlab.com/a/b/c"],
    ["https://gitlab.example.org/a/b.git", "https://gitlab.example.org/a/b"],
    ["/srv/git/cairn.git", null],
    ["javascript:alert(1)", null],
    ["https://evil.example/github.com", null],
    ["https://evilgithub.com/a/b", null],
    [undefined, null],
  ])("%s leads to %s", (remote, url) => expect(repositoryUrl(remote)).toBe(url));

  test("commits have each host's address", () => {
    expect(commitUrl("git@github.com:a/b.git", "0123abcd")).toBe("https://github.com/a/b/commit/0123abcd");
    expect(commitUrl("https://gitlab.com/a/b", "0123abcd")).toBe("https://gitlab.com/a/b/-/commit/0123abcd");
    expect(commitUrl("https://github.com/a/b", "not a commit")).toBeNull();
  });
});

test("a diff is read file by file, with the numbers of its lines", () => {
  const files = parseDiff(
    [
      "diff --git a/train.py b/train.py",
      "index 1..2 100644",
      "--- a/train.py",
      "+++ b/train.py",
      "@@ -3,3 +3,3 @@ def train():",
      " lr = 1",
      "--- x",
      "+++ y",
      " end",
      "diff --git a/old.txt b/new.txt",
      "similarity index 100%",
      "rename from old.txt",
      "rename to new.txt",
      "",
    ].join("\n"),
  );
  expect(files.map(({ path, added, removed }) => [path, added, removed])).toEqual([
    ["train.py", 1, 1],
    ["new.txt", 0, 0],
  ]);
  expect(files[0]?.lines.slice(1).map(({ kind, text, before, after }) => [kind, text, before, after])).toEqual([
    ["same", "lr = 1", 3, 3],
    ["removed", "-- x", 4, null],
    ["added", "++ y", null, 4],
    ["same", "end", 5, 5],
  ]);
});

test.each([
  [0, "0 B"],
  [1_023, "1023 B"],
  [1_536, "1.5 KiB"],
  [200 * 1_024 ** 2, "200 MiB"],
])("%d bytes read %s", (bytes, text) => expect(formatBytes(bytes)).toBe(text));

test.each([
  ["peak_process_memory_bytes", 488_112_128, "466 MiB"],
  ["disk/bytes", 0, "0 B"],
  ["train_seconds", 4_800, "1h 20m"],
  ["seconds", 0.25, "250 ms"],
  ["gain_seconds", -2, "-2"],
  ["kilobytes", 3, "3"],
  ["bytes_read", 4_096, "4096"],
] as const)("%s of %d is shown as %s", (name, value, text) => expect(formatByName(name, value)).toBe(text));

test.each([
  [{ count: 1, bytes: 1_536, paths: ["data/a.csv"] }, "1 file, 1.5 KiB: data/a.csv"],
  [{ count: 2, bytes: 0, path: "data" }, "2 files, 0 B: data"],
  [
    { number: 7, name: "gentoo", status: "running", experiment: { id: "exp_1", name: "penguins" } },
    "number 7 · name gentoo · status running · experiment penguins",
  ],
  [{ params: ["lr", "width"], notes: true, remove_tags: ["best"], group: null }, "params lr, width · notes · remove tags best"],
] as const)("an event with %j is told in words", (data, text) => expect(eventDetail(data)).toBe(text));

test("what was done is told around the thing's name, and on its own page without", () => {
  const subject = { type: "run", id: "run_1" } as const;
  expect(deedOf({ type: "run.resumed", subject })).toEqual({ before: "took run", after: "up again" });
  expect(deedHere({ type: "run.resumed", subject })).toBe("took the run up again");
  expect(deedOf({ type: "comment.created", subject })).toEqual({ before: "commented on run", after: "" });
  expect(deedHere({ type: "artifact.created", subject })).toBe("added files to the run");
});
