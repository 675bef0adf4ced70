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
    const read = { ...made, comment_count: 0 };
    expect(await owner.json(`${base}/experiments/${made.id}`)).toEqual(read);
    expect(await owner.json(`${base}/experiments/penguins`)).toEqual(read);
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

  test("are renamed, described and tagged; a name that is taken is refused, and nothing changed is nothing told", async ({ expect }) => {
    const place = await createPlace();
    const { owner, base } = place;
    const input = { name: "penguins", tags: { team: "birds", season: "1" } };
    const made = await owner.json<Experiment>(`${base}/experiments`, { json: input }, 201);
    const run = await startRun(place, { experiment: "penguins" });
    await owner.json(`${base}/experiments`, { json: { name: "whales" } }, 201);
    const patch = (json: object) => owner.fetch(`${base}/experiments/${made.id}`, { method: "PATCH", json });
    expect(await outcome(patch({ name: "whales", description: "lost" }))).toBe("409 already_exists");
    const change = { name: "antarctic/penguins", description: "# Palmer", tags: { season: "2" }, remove_tags: ["team"] };
    const changed = (await (await patch(change)).json()) as Experiment;
    expect(changed).toMatchObject({
      id: made.id,
      name: "antarctic/penguins",
      description: "# Palmer",
      tags: { season: "2" },
      run_count: 1,
    });
    expect(await (await patch(change)).json()).toEqual(changed);
    expect(await owner.json(`${base}/runs/${run.id}`)).toMatchObject({ experiment: { name: "antarctic/penguins" } });
    expect(await outcome(owner.fetch(`${base}/experiments/penguins`))).toBe("404 not_found");
    const { items } = await owner.json<Page<WorkspaceEvent>>(`${base}/events?subject=${made.id}`);
    expect(items.slice(1)).toMatchObject([
      {
        type: "experiment.updated",
        data: { name: "antarctic/penguins", description: true, tags: ["season"], remove_tags: ["team"] },
      },
    ]);
    expect(await outcome(patch({ description: "x".repeat(100_001) }))).toBe("400 invalid_request");
  });

  test("are archived and brought back, by hand or by a run that comes to them", async ({ expect }) => {
    const place = await createPlace();
    const { owner, base } = place;
    const { id } = await owner.json<Experiment>(`${base}/experiments`, { json: { name: "old" } }, 201);
    await owner.json(`${base}/experiments`, { json: { name: "New" } }, 201);
    const names = async (query: string) => (await owner.json<Page<Experiment>>(`${base}/experiments?${query}`)).items.map((e) => e.name);
    const archive = (archived: boolean) => owner.json<Experiment>(`${base}/experiments/old`, { method: "PATCH", json: { archived } });
    const { archived_at } = await archive(true);
    expect(Date.parse(archived_at ?? "")).toBeGreaterThan(0);
    expect(await archive(true)).toMatchObject({ archived_at });
    expect([await names(""), await names("archived=yes"), await names("archived=all")]).toEqual([["New"], ["old"], ["New", "old"]]);
    expect(await archive(false)).toMatchObject({ archived_at: null });
    await archive(true);
    await startRun(place, { experiment: "old" });
    expect(await names("")).toEqual(["New", "old"]);
    const { items } = await owner.json<Page<WorkspaceEvent>>(`${base}/events?subject=${id}&order=newest`);
    const types = items.map(({ type, data }) => [type, data.because]);
    expect(types).toEqual([
      ["experiment.restored", "run"],
      ["experiment.archived", undefined],
      ["experiment.restored", undefined],
      ["experiment.archived", undefined],
      ["experiment.created", undefined],
    ]);
  });

  test("are found by part of their name in any case and script, page by page", async ({ expect }) => {
    const { owner, base } = await createPlace();
    for (const name of ["Éire/one", "éire/two", "100%", "other"]) await owner.json(`${base}/experiments`, { json: { name } }, 201);
    const find = async (name: string, rest = "") =>
      owner.json<Page<Experiment>>(`${base}/experiments?name=${encodeURIComponent(name)}${rest}`);
    expect((await find("ÉIRE")).items.map((e) => e.name)).toEqual(["éire/two", "Éire/one"]);
    expect((await find("%")).items.map((e) => e.name)).toEqual(["100%"]);
    const first = await find("éire", "&limit=1");
    expect(await find("éire", `&limit=1&cursor=${first.next_cursor}`)).toMatchObject({ items: [{ name: "Éire/one" }], next_cursor: null });
  });

  test("have namespaces: the first parts of their names, sorted, with what is below each", async ({ expect }) => {
    const place = await createPlace();
    const { owner, base } = place;
    for (const experiment of ["vision/a", "vision/b/c", "nlp/a", "plain", "vision/a"]) await startRun(place, { experiment });
    await owner.json(`${base}/experiments`, { json: { name: "gone/a" } }, 201);
    await owner.json(`${base}/experiments/gone%2Fa`, { method: "PATCH", json: { archived: true } });
    expect(await owner.json(`${base}/namespaces`)).toEqual({
      items: [
        { namespace: "", experiments: 1, runs: 1 },
        { namespace: "nlp", experiments: 1, runs: 1 },
        { namespace: "vision", experiments: 2, runs: 3 },
      ],
    });
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
