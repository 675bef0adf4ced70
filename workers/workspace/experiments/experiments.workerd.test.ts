import type { Experiment, Page, WorkspaceEvent } from "@cairn/sdk/schema";
import { beforeAll, describe, test } from "vitest";
import { createPerson, joinedPerson, migrateControl, outcome } from "../../test/support/fixtures.ts";
import { createPlace, startRun } from "../../test/support/workspaces.ts";

beforeAll(migrateControl);

describe("experiments", () => {
  test("are created once per name, read by id and name, and tell of it in an event", async ({ expect }) => {
    const { owner, base } = await createPlace();
    const made = await owner.json<Experiment>(`${base}/experiments`, { json: { name: "penguins", description: "Palmer" } }, 201);
    expect(made).toMatchObject({ name: "penguins", description: "Palmer", run_count: 0, last_run_at: null });
    expect(await owner.json(`${base}/experiments/${made.id}`)).toEqual(made);
    expect(await owner.json(`${base}/experiments/penguins`)).toEqual(made);
    expect(await outcome(owner.fetch(`${base}/experiments`, { json: { name: "penguins" } }))).toBe("409 already_exists");
    expect(await outcome(owner.fetch(`${base}/experiments/whales`))).toBe("404 not_found");
    const events = await owner.json<Page<WorkspaceEvent>>(`${base}/events`);
    expect(events.items).toMatchObject([
      { sequence: 1, type: "experiment.created", subject: { type: "experiment", id: made.id }, actor: { type: "user", id: owner.id } },
    ]);
  });

  test("are made once under an idempotency key and by two at once", async ({ expect }) => {
    const { owner, base } = await createPlace();
    const sent = { json: { name: "keyed" }, headers: { "idempotency-key": "one-two-three" } };
    const first = await owner.json<Experiment>(`${base}/experiments`, sent, 201);
    expect(await owner.json(`${base}/experiments`, sent, 201)).toEqual(first);
    const race = await Promise.all([1, 2].map(() => outcome(owner.fetch(`${base}/experiments`, { json: { name: "race" } }))));
    expect(race.sort()).toEqual(["201", "409 already_exists"]);
  });

  test("are listed newest first in pages that new ones do not shift, with their runs counted", async ({ expect }) => {
    const place = await createPlace();
    const { owner, base } = place;
    for (const name of ["a", "b", "c"]) await owner.json(`${base}/experiments`, { json: { name } }, 201);
    const page = await owner.json<Page<Experiment>>(`${base}/experiments?limit=2`);
    expect(page.items.map((e) => e.name)).toEqual(["c", "b"]);
    const run = await startRun(place, { experiment: "d" });
    const rest = await owner.json<Page<Experiment>>(`${base}/experiments?limit=2&cursor=${page.next_cursor}`);
    expect(rest).toMatchObject({ items: [{ name: "a" }], next_cursor: null });
    expect(await owner.json(`${base}/experiments/d`)).toMatchObject({ run_count: 1, last_run_at: run.created_at });
    expect(await outcome(owner.fetch(`${base}/experiments?cursor=rubbish`))).toBe("400 invalid_request");
  });

  test("belong to their workspace; a viewer reads and does not write", async ({ expect }) => {
    const { owner, base, org } = await createPlace();
    const made = await owner.json<Experiment>(`${base}/experiments`, { json: { name: "mine" } }, 201);
    const stranger = await createPerson("Stranger");
    const other = await createPlace();
    const elsewhere = await outcome(other.owner.fetch(`${other.base}/experiments/${made.id}`));
    expect(elsewhere).toBe("404 not_found");
    expect(await outcome(stranger.fetch(`${base}/experiments`))).toBe("404 not_found");
    expect(await outcome(stranger.fetch(`${base}/experiments`, { json: { name: "theirs" } }))).toBe("404 not_found");
    const viewer = await joinedPerson(owner, org.slug, "viewer");
    expect(await outcome(viewer.fetch(`${base}/experiments/${made.id}`))).toBe("200");
    expect(await outcome(viewer.fetch(`${base}/experiments`, { json: { name: "theirs" } }))).toBe("403 forbidden");
  });
});
