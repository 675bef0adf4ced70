import { runInDurableObject } from "cloudflare:test";
import type { Comment, ExperimentDetail, Page, RunDetail, WorkspaceEvent } from "@cairn/sdk/schema";
import { beforeAll, test } from "vitest";
import { newId } from "../../shared/ids.ts";
import { migrate } from "../../shared/migrate.ts";
import { createPerson, joinedPerson, migrateControl, outcome } from "../../test/support/fixtures.ts";
import { createPlace, objectOf, startRun } from "../../test/support/workspaces.ts";
import { WORKSPACE_MIGRATIONS } from "../migrations.ts";

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
  const path = `${base}/comments`;
  const on = (body: string) => ({ json: { subject: run.id, body } });
  const first = await editor.json<Comment>(path, on("  The **loss** jumps. "), 201);
  expect(first).toMatchObject({
    subject: { type: "run", id: run.id },
    body: "The **loss** jumps.",
    mentions: [],
    author: { id: editor.id },
    edited_at: null,
  });
  expect(await outcome(viewer.fetch(path, on("x")))).toBe("403 forbidden");
  expect(await outcome(editor.fetch(path, on("  ")))).toBe("400 invalid_request");
  const second = await owner.json<Comment>(path, on("It does."), 201);

  const page = await viewer.json<Page<Comment>>(`${path}?subject=${run.id}&limit=1`);
  const rest = await viewer.json<Page<Comment>>(`${path}?subject=${run.id}&limit=1&cursor=${page.next_cursor}`);
  expect([...page.items, ...rest.items]).toEqual([first, second]);
  expect(rest.next_cursor).toBeNull();
  expect(await owner.json<RunDetail>(`${base}/runs/${run.id}`)).toMatchObject({ comment_count: 2 });

  const change = { method: "PATCH", json: { body: "Solved." } };
  expect(await outcome(owner.fetch(`${path}/${first.id}`, change))).toBe("403 forbidden");
  expect(await outcome(other.fetch(`${path}/${first.id}`, { method: "DELETE" }))).toBe("403 forbidden");
  expect(await editor.json(`${path}/${first.id}`, change)).toMatchObject({ body: "Solved.", edited_at: expect.any(String) });
  expect(await outcome(owner.fetch(`${path}/${first.id}`, { method: "DELETE" }))).toBe("204");
  expect(await outcome(owner.fetch(`${path}/${first.id}`, { method: "DELETE" }))).toBe("404 not_found");

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
  const path = `${base}/comments`;
  const naming = (...people: { id: string; name: string }[]) => people.map(({ id, name }) => `@[${name}](${id})`).join(" and ");
  const headers = { "idempotency-key": "comments-test-1" };
  const said = { json: { subject: run.id, body: `${naming(ada, stranger, ada)} look` }, headers };
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
  const on = `${base}/comments?subject=${run.id}`;
  const { id } = await owner.json<Comment>(`${base}/comments`, { json: { subject: run.id, body: "Stays" } }, 201);
  await owner.json(`${path}/finish`, { json: {} });
  await owner.json(path, { method: "DELETE" }, 204);
  expect((await owner.json<Page<Comment>>(on)).items).toHaveLength(1);
  expect(await outcome(owner.fetch(`${base}/comments`, { json: { subject: run.id, body: "x" } }))).toBe("404 not_found");
  expect(await outcome(owner.fetch(`${base}/comments/${id}`, { method: "PATCH", json: { body: "x" } }))).toBe("404 not_found");
  expect(await outcome(owner.fetch(`${base}/comments/${id}`, { method: "DELETE" }))).toBe("404 not_found");
  await owner.json(`${path}?purge=true`, { method: "DELETE" }, 204);
  expect(await outcome(owner.fetch(on))).toBe("404 not_found");
});

test("an experiment has comments of its own, which its runs do not show", async ({ expect }) => {
  const place = await createPlace();
  const { owner, base } = place;
  const run = await startRun(place);
  const { id } = run.experiment;
  const path = `${base}/comments`;
  const said = await owner.json<Comment>(path, { json: { subject: id, body: "Settled." } }, 201);
  expect(said.subject).toEqual({ type: "experiment", id });
  expect((await owner.json<Page<Comment>>(`${path}?subject=${id}`)).items).toEqual([said]);
  expect((await owner.json<Page<Comment>>(`${path}?subject=${run.id}`)).items).toEqual([]);
  expect(await owner.json<ExperimentDetail>(`${base}/experiments/${id}`)).toMatchObject({ comment_count: 1 });
  await owner.json(`${path}/${said.id}`, { method: "PATCH", json: { body: "Settled, at last." } });
  await owner.json(`${path}/${said.id}`, { method: "DELETE" }, 204);
  const { items } = await owner.json<Page<WorkspaceEvent>>(`${base}/events?subject=${id}&type=comment.*`);
  expect(items.map(({ type, subject }) => [type, subject.type])).toEqual([
    ["comment.created", "experiment"],
    ["comment.updated", "experiment"],
    ["comment.deleted", "experiment"],
  ]);
  for (const subject of ["penguins", place.workspaceId, ""])
    expect(await outcome(owner.fetch(path, { json: { subject, body: "x" } }))).toBe("400 invalid_request");
  expect(await outcome(owner.fetch(path))).toBe("400 invalid_request");
});

test("comments from before experiments had any stay where they were", async ({ expect }) => {
  const until = WORKSPACE_MIGRATIONS.findIndex(({ name }) => name === "0013_comments_on_experiments");
  const rows = await runInDurableObject(objectOf(newId("workspace", Date.now())), async (_, { storage }) => {
    const { sql } = storage;
    for (const { name } of sql
      .exec<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB '_cf_*' AND name NOT GLOB 'sqlite_*'")
      .toArray())
      sql.exec(`DROP TABLE ${name}`);
    await migrate(storage, WORKSPACE_MIGRATIONS.slice(0, until), 1);
    sql.exec(
      "INSERT INTO comments VALUES (7, 'cmt_1', 3, 'First', '[]', 'usr_1', '{}', 1, NULL), (9, 'cmt_2', 4, 'Second', '[]', 'usr_1', '{}', 2, 3)",
    );
    await migrate(storage, WORKSPACE_MIGRATIONS, 2);
    sql.exec(
      "INSERT INTO comments (id, experiment_number, body, mentions, author_id, author, created_at) VALUES ('cmt_3', 1, '', '', '', '', 4)",
    );
    return sql.exec("SELECT number, id, run_number, experiment_number, body, edited_at FROM comments ORDER BY number").toArray();
  });
  expect(rows).toEqual([
    { number: 7, id: "cmt_1", run_number: 3, experiment_number: null, body: "First", edited_at: null },
    { number: 9, id: "cmt_2", run_number: 4, experiment_number: null, body: "Second", edited_at: 3 },
    { number: 10, id: "cmt_3", run_number: null, experiment_number: 1, body: "", edited_at: null },
  ]);
});
