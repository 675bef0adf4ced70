import type { Page, WorkspaceEvent } from "@cairn/sdk/schema";
import { beforeAll, test } from "vitest";
import { migrateControl, outcome } from "../../test/support/fixtures.ts";
import { createPlace, startRun } from "../../test/support/workspaces.ts";

beforeAll(migrateControl);

test("events are paged after a sequence, oldest first", async ({ expect }) => {
  const place = await createPlace();
  const { owner, base } = place;
  for (let i = 0; i < 3; i++) await startRun(place);
  const first = await owner.json<Page<WorkspaceEvent>>(`${base}/events?limit=3`);
  expect(first.items.map((event) => event.sequence)).toEqual([1, 2, 3]);
  const rest = await owner.json<Page<WorkspaceEvent>>(`${base}/events?limit=3&cursor=${first.next_cursor}`);
  expect(rest).toMatchObject({ items: [{ sequence: 4 }], next_cursor: null });
  expect((await owner.json<Page<WorkspaceEvent>>(`${base}/events?after=3`)).items).toEqual(rest.items);
  expect(await outcome(owner.fetch(`${base}/events?after=-1`))).toBe("400 invalid_request");
});

test("events of one subject, newest first, in pages that new ones do not shift", async ({ expect }) => {
  const place = await createPlace();
  const { owner, base } = place;
  const run = await startRun(place);
  const rename = (name: string) => owner.json(`${base}/runs/${run.id}`, { method: "PATCH", json: { name } });
  for (const name of ["a", "b", "c"]) {
    await startRun(place);
    await rename(name);
  }
  const read = (query: string) => owner.json<Page<WorkspaceEvent>>(`${base}/events?subject=${run.id}&order=newest&${query}`);
  const first = await read("limit=2");
  await rename("d");
  const rest = await read(`limit=2&cursor=${first.next_cursor}`);
  const names = [...first.items, ...rest.items].map((event) => event.data.name);
  expect(names).toEqual(["c", "b", "a", run.name]);
  expect(rest.next_cursor).toBeNull();
  const after = first.items[0]?.sequence;
  expect((await read(`after=${after}`)).items).toMatchObject([{ data: { name: "d" } }]);
  expect(await owner.json(`${base}/events?subject=nothing`)).toMatchObject({ items: [] });
  expect(await outcome(owner.fetch(`${base}/events?order=sideways`))).toBe("400 invalid_request");
});

test("events of an experiment are its own and those of its runs", async ({ expect }) => {
  const place = await createPlace();
  const { owner, base } = place;
  const run = await startRun(place, { experiment: "penguins" });
  const other = await startRun(place, { experiment: "seals" });
  const [{ subject: experiment } = { subject: { id: "" } }] = (await owner.json<Page<WorkspaceEvent>>(`${base}/events`)).items;
  const read = async (query: string) =>
    (await owner.json<Page<WorkspaceEvent>>(`${base}/events?experiment=${experiment.id}&${query}`)).items;
  expect((await read("")).map(({ type, subject }) => [type, subject.id])).toEqual([
    ["experiment.created", experiment.id],
    ["run.created", run.id],
  ]);
  // A run that moves brings what happened to it along.
  await owner.json(`${base}/runs/${other.id}`, { method: "PATCH", json: { experiment: "penguins" } });
  expect((await read("type=run.*&order=newest")).map(({ subject }) => subject.id)).toEqual([other.id, other.id, run.id]);
  expect(await owner.json(`${base}/events?experiment=exp_nothing`)).toMatchObject({ items: [] });
});

test("events of a type, of a noun, and of an actor", async ({ expect }) => {
  const place = await createPlace();
  const { owner, base } = place;
  const run = await startRun(place);
  await owner.json(`${base}/runs/${run.id}`, { method: "PATCH", json: { name: "a" } });
  const types = async (query: string) => (await owner.json<Page<WorkspaceEvent>>(`${base}/events?${query}`)).items.map(({ type }) => type);
  const all = await types("");
  expect(all).toEqual(["experiment.created", "run.created", "run.updated"]);
  expect(await types("type=run.updated")).toEqual(["run.updated"]);
  expect(await types("type=run.*&order=newest")).toEqual(["run.updated", "run.created"]);
  expect(await types("type=*")).toEqual(all);
  const [{ actor } = { actor: { id: "" } }] = (await owner.json<Page<WorkspaceEvent>>(`${base}/events`)).items;
  expect(await types(`actor=${actor.id}&type=experiment.*`)).toEqual(["experiment.created"]);
  expect(await types("actor=usr_nobody")).toEqual([]);
  expect(await outcome(owner.fetch(`${base}/events?type=run.flew`))).toBe("400 invalid_request");
});
