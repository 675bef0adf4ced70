import type { Comment, Page, RunDetail, WorkspaceEvent } from "@cairn/sdk/schema";
import { beforeAll, test } from "vitest";
import { createPerson, joinedPerson, migrateControl, outcome } from "../../test/support/fixtures.ts";
import { createPlace, startRun } from "../../test/support/workspaces.ts";

beforeAll(migrateControl);

test("who may write runs comments, everybody reads, and everybody changes their own alone", async ({ expect }) => {
  const place = await createPlace();
  const { owner, org, base } = place;
  const [editor, other, viewer] = [
    await joinedPerson(owner, org.id, "member"),
    await joinedPerson(owner, org.id, "member"),
    await joinedPerson(owner, org.id, "viewer"),
  ];
  const run = await startRun(place);
  const path = `${base}/runs/${run.id}/comments`;
  const first = await editor.json<Comment>(path, { json: { body: "  The **loss** jumps. " } }, 201);
  expect(first).toMatchObject({ run_id: run.id, body: "The **loss** jumps.", mentions: [], author: { id: editor.id }, edited_at: null });
  expect(await outcome(viewer.fetch(path, { json: { body: "x" } }))).toBe("403 forbidden");
  expect(await outcome(editor.fetch(path, { json: { body: "  " } }))).toBe("400 invalid_request");
  const second = await owner.json<Comment>(path, { json: { body: "It does." } }, 201);

  const page = await viewer.json<Page<Comment>>(`${path}?limit=1`);
  const rest = await viewer.json<Page<Comment>>(`${path}?limit=1&cursor=${page.next_cursor}`);
  expect([...page.items, ...rest.items]).toEqual([first, second]);
  expect(rest.next_cursor).toBeNull();
  expect(await owner.json<RunDetail>(`${base}/runs/${run.id}`)).toMatchObject({ comment_count: 2 });

  const change = { method: "PATCH", json: { body: "Solved." } };
  expect(await outcome(owner.fetch(`${path}/${first.id}`, change))).toBe("403 forbidden");
  expect(await outcome(other.fetch(`${path}/${first.id}`, { method: "DELETE" }))).toBe("403 forbidden");
  expect(await editor.json(`${path}/${first.id}`, change)).toMatchObject({ body: "Solved.", edited_at: expect.any(String) });
  expect(await outcome(owner.fetch(`${path}/${first.id}`, { method: "DELETE" }))).toBe("204");
  expect(await outcome(owner.fetch(`${path}/${first.id}`, { method: "DELETE" }))).toBe("404 not_found");
  const another = await startRun(place);
  expect(await outcome(owner.fetch(`${base}/runs/${another.id}/comments/${second.id}`, { method: "DELETE" }))).toBe("404 not_found");

  const { items } = await owner.json<Page<WorkspaceEvent>>(`${base}/events?subject=${run.id}`);
  expect(items.map(({ type }) => type).filter((type) => type.startsWith("comment."))).toEqual([
    "comment.created",
    "comment.created",
    "comment.updated",
    "comment.deleted",
  ]);
  expect(JSON.stringify(items)).not.toContain("jumps");
});

test("names members by their ids and nobody else, and tells in an edit whom it names anew", async ({ expect }) => {
  const place = await createPlace();
  const { owner, org, base } = place;
  const [ada, bob, stranger] = [
    await joinedPerson(owner, org.id, "member", "Ada"),
    await joinedPerson(owner, org.id, "viewer", "Bob"),
    await createPerson("Stranger"),
  ];
  const run = await startRun(place);
  const path = `${base}/runs/${run.id}/comments`;
  const naming = (...people: { id: string; name: string }[]) => people.map(({ id, name }) => `@[${name}](${id})`).join(" and ");
  const headers = { "idempotency-key": "comments-test-1" };
  const said = { json: { body: `${naming(ada, stranger, ada)} look` }, headers };
  const comment = await owner.json<Comment>(path, said, 201);
  expect(comment.mentions).toEqual([{ id: ada.id, name: "Ada" }]);
  expect(await owner.json(path, said, 201)).toEqual(comment);
  await owner.json(`${path}/${comment.id}`, { method: "PATCH", json: { body: naming(ada, bob) } });
  await owner.json(`${path}/${comment.id}`, { method: "PATCH", json: { body: naming(ada, bob) } });
  const { items } = await owner.json<Page<WorkspaceEvent>>(`${base}/events?subject=${run.id}`);
  expect(items.filter(({ type }) => type.startsWith("comment.")).map(({ data }) => data.mentions)).toEqual([[ada.id], [bob.id]]);
});

test("a run in the trash shows its comments and takes none, and a purge drops them", async ({ expect }) => {
  const place = await createPlace();
  const { owner, base } = place;
  const run = await startRun(place);
  const path = `${base}/runs/${run.id}`;
  await owner.json(`${path}/comments`, { json: { body: "Stays" } }, 201);
  await owner.json(`${path}/finish`, { json: {} });
  await owner.json(path, { method: "DELETE" }, 204);
  expect((await owner.json<Page<Comment>>(`${path}/comments`)).items).toHaveLength(1);
  expect(await outcome(owner.fetch(`${path}/comments`, { json: { body: "x" } }))).toBe("404 not_found");
  await owner.json(`${path}?purge=true`, { method: "DELETE" }, 204);
  expect(await outcome(owner.fetch(`${path}/comments`))).toBe("404 not_found");
});
