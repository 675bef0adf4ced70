import type { BuildGraph, BuildTask, BuildTaskPage, BuildUpdate } from "@cairn/sdk/schema";
import { expect, test } from "vitest";
import { applyChanges, applyToGraph, needsFetch } from "./apply-update";

const node = (id: string, status: "pending" | "running") =>
  ({ id, type: 0, label: null, status, attempt: null, started_at: null, finished_at: null, is_root: false }) as const;
const graph: BuildGraph = { types: [], nodes: [node("a", "pending"), node("b", "pending")], edges: [], version: 3 };
const counts = { pending: 1, running: 1 } as BuildUpdate["counts"];
const update = (change: Partial<BuildUpdate> = {}): BuildUpdate => ({
  status: "running",
  counts,
  version: 4,
  is_partial: false,
  tasks: [{ id: "b", status: "running", attempt_status: "running", attempt: 1, started_at: 7, finished_at: null, progress: null }],
  ...change,
});

test("what changed is put in its place, and only once", () => {
  const after = applyToGraph(graph, update());
  expect(after.nodes.map(({ status }) => status)).toEqual(["pending", "running"]);
  expect(after.nodes[1]).toMatchObject({ attempt: 1, started_at: 7 });
  expect(applyToGraph(after, update({ version: 4, tasks: [] }))).toBe(after);
});

test("new tasks, and more changes than were told, are fetched", () => {
  expect(needsFetch(graph, update())).toBe(false);
  expect(needsFetch(graph, update({ is_partial: true }))).toBe(true);
  expect(needsFetch(graph, update({ counts: { ...counts, pending: 5 } }))).toBe(true);
});

const page = (version: number, changes: readonly Partial<BuildTask>[], next_cursor: string | null = null): BuildTaskPage => ({
  items: changes.map((change) => ({ started_at: null, finished_at: null, attempt: 1, ...change }) as BuildTask),
  next_cursor,
  version,
});

test("what was missed is put in its place; of what the socket told meanwhile the newer counts", () => {
  const missed = page(5, [
    { id: "a", status: "success", started_at: "1970-01-01T00:00:00.007Z" },
    { id: "b", status: "failed" },
  ]);
  expect(applyChanges(graph, graph, missed)).toMatchObject({
    version: 5,
    nodes: [{ status: "success", started_at: 7 }, { status: "failed" }],
  });
  const quicker = applyToGraph(graph, update({ version: 9 }));
  expect(applyChanges(quicker, graph, missed)).toMatchObject({ version: 9, nodes: [{ status: "success" }, { status: "running" }] });
  const slower = applyToGraph(graph, update({ version: 4 }));
  expect(applyChanges(slower, graph, missed)).toMatchObject({ version: 5, nodes: [{ status: "success" }, { status: "failed" }] });
  expect(applyChanges(graph, graph, page(3, []))).toBe(graph);
});

test("tasks that came, and more changes than a page holds, want the whole graph", () => {
  expect(applyChanges(graph, graph, page(5, [{ id: "c", status: "pending" }]))).toBeNull();
  expect(applyChanges(graph, graph, page(5, [{ id: "a", status: "running" }], "more"))).toBeNull();
});
