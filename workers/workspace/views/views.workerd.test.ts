import type { Page, View, WorkspaceEvent } from "@cairn/sdk/schema";
import { beforeAll, test } from "vitest";
import { joinedPerson, migrateControl, outcome } from "../../test/support/fixtures.ts";
import { createPlace } from "../../test/support/workspaces.ts";

beforeAll(migrateControl);

test("personal views are their owner's alone, shared ones are everybody's to see and editors' to change", async ({ expect }) => {
  const { owner, org, base } = await createPlace();
  const viewer = await joinedPerson(owner, org.id, "viewer");
  const editor = await joinedPerson(owner, org.id, "member");
  const state = { filter: "metrics.loss.min < 0.2", columns: ["name"] };
  const own = await viewer.json<View>(`${base}/views`, { json: { name: "Mine", state } }, 201);
  expect(own).toMatchObject({ page: "runs", scope: "personal", state, created_by: { id: viewer.id } });
  expect(await outcome(viewer.fetch(`${base}/views`, { json: { name: "Ours", scope: "shared", state } }))).toBe("403 forbidden");
  const shared = await editor.json<View>(`${base}/views`, { json: { name: "Ours", scope: "shared", page: "compare", state } }, 201);

  const seen = async (person: typeof owner, query = "") =>
    (await person.json<Page<View>>(`${base}/views${query}`)).items.map((view) => view.name);
  expect([await seen(viewer), await seen(owner), await seen(viewer, "?page=runs")]).toEqual([["Ours", "Mine"], ["Ours"], ["Mine"]]);

  const attempt = (person: typeof owner, view: View, sent: object) => outcome(person.fetch(`${base}/views/${view.id}`, sent));
  for (const sent of [{}, { method: "PATCH", json: { name: "x" } }, { method: "DELETE" }])
    expect(await attempt(owner, own, sent)).toBe("404 not_found");
  expect(await attempt(viewer, shared, { method: "PATCH", json: { name: "x" } })).toBe("403 forbidden");
  expect(await attempt(viewer, shared, { method: "DELETE" })).toBe("403 forbidden");
  expect(await attempt(viewer, own, { method: "PATCH", json: { scope: "shared" } })).toBe("403 forbidden");
  expect(await attempt(owner, shared, { method: "PATCH", json: { scope: "personal" } })).toBe("403 forbidden");
  expect(await owner.json(`${base}/views/${shared.id}`, { method: "PATCH", json: { name: "All's", state: {} } })).toMatchObject({
    name: "All's",
    scope: "shared",
    state: {},
    created_by: { id: editor.id },
  });
  expect(await editor.json(`${base}/views/${shared.id}`, { method: "PATCH", json: { scope: "personal" } })).toMatchObject({
    scope: "personal",
  });
  expect(await attempt(owner, shared, {})).toBe("404 not_found");
  expect(await attempt(editor, shared, { method: "DELETE" })).toBe("204");
  expect(await attempt(editor, shared, { method: "DELETE" })).toBe("404 not_found");

  const { items } = await owner.json<Page<WorkspaceEvent>>(`${base}/events`);
  expect(items.map(({ type, data }) => [type, data.name])).toEqual([
    ["view.created", undefined],
    ["view.created", "Ours"],
    ["view.updated", "All's"],
    ["view.updated", undefined],
    ["view.deleted", undefined],
  ]);
});

test("pages keep their order, a repeated key saves once, and a state that is too large is refused", async ({ expect }) => {
  const { owner, base } = await createPlace();
  const headers = { "idempotency-key": "views-test-1" };
  const first = await owner.json<View>(`${base}/views`, { json: { name: "a", state: {} }, headers }, 201);
  expect(await owner.json(`${base}/views`, { json: { name: "a", state: {} }, headers }, 201)).toEqual(first);
  await owner.json(`${base}/views`, { json: { name: "b", state: {} } }, 201);
  const page = await owner.json<Page<View>>(`${base}/views?limit=1`);
  const rest = await owner.json<Page<View>>(`${base}/views?limit=1&cursor=${page.next_cursor}`);
  expect([...page.items, ...rest.items].map((view) => view.name)).toEqual(["b", "a"]);
  expect(rest.next_cursor).toBeNull();
  expect(await outcome(owner.fetch(`${base}/views`, { json: { name: "c", state: { x: "y".repeat(64_000) } } }))).toBe(
    "400 invalid_request",
  );
});
