import type { TaskFields, TaskPage, TaskValues } from "@cairn/sdk/schema";
import { beforeAll, describe, test } from "vitest";
import { migrateControl } from "../../test/support/fixtures.ts";
import { compute, makeTask, readTask, register, salt } from "../../test/support/tasks.ts";
import { createPlace, type Place } from "../../test/support/workspaces.ts";

beforeAll(migrateControl);

const find = ({ owner, base }: Place, query: Record<string, string>) => owner.json<TaskPage>(`${base}/tasks?${new URLSearchParams(query)}`);
const names = async (place: Place, query: Record<string, string>) => (await find(place, query)).items.map(({ label }) => label).join(" ");

async function place10() {
  const place = await createPlace();
  const tasks = Array.from({ length: 10 }, (_, i) =>
    makeTask({
      name: i < 5 ? "Train" : "Score",
      namespace: i < 5 ? "vision.train" : "vision",
      label: `t${i}`,
      params: {
        ...salt(),
        model: { depth: i, kind: i % 2 ? "odd" : "even one" },
        layers: [i, i + 1],
        flag: i > 7,
        ...(i === 3 && { only: "x" }),
      },
      tags: { team: i % 3 ? "a" : "b" },
    }),
  );
  await register(place, tasks);
  for (const task of tasks.slice(0, 3)) await compute(place, task.id, { size: 1000 });
  return { place, tasks };
}

describe("a search for tasks", () => {
  test("finds by parameters, tags, type and state, with every operator", async ({ expect }) => {
    const { place, tasks } = await place10();
    const expected: [string, string][] = [
      ["params.model.depth:>:7", "t9 t8"],
      ["params.model.depth:>=:7 params.model.kind:=:odd", "t9 t7"],
      ["params.model.depth:=:4", "t4"],
      ["params.model.depth:<:1", "t0"],
      ["params.model.depth:<=:1", "t1 t0"],
      ["params.model.depth:!=:4 namespace:^:vision.", "t3 t2 t1 t0"],
      ['params.model.kind:=:"even one" name:=:Score', "t8 t6"],
      ["params.model.kind:~:VEN params.model.depth:>:5", "t8 t6"],
      ["params.model.kind:^:od params.model.depth:>:5", "t9 t7"],
      ["params.layers[]:=:10", "t9"],
      ["params.flag:=:true", "t9 t8"],
      ["tag.team:=:b", "t9 t6 t3 t0"],
      ["tag.team:!=:a type:=:vision.Score", "t9 t6"],
      ["status:=:success", "t2 t1 t0"],
      ["status:!=:success name:=:Train", "t4 t3"],
      ["attempt.status:=:success output.size_bytes:>:999", "t2 t1 t0"],
      ["output.size_bytes:>:1000", ""],
      ["label:^:t1", "t1"],
      [`id:^:${tasks[5]?.id.slice(0, 20)}`, "t5"],
      ["score t7", "t7"],
      ["params.nothing:=:1", ""],
      ["params.only:=:x", "t3"],
      ["created_by:~:own params.model.depth:=:1", "t1"],
      ["host:=:host", "t2 t1 t0"],
      ["host:!=:host name:=:Train", "t4 t3"],
      ["is:=:stale", ""],
      ["is:!=:orphan params.only:=:x", "t3"],
    ];
    for (const [q, labels] of expected) expect([q, await names(place, { q })]).toEqual([q, labels]);
    expect((await find(place, { q: "tag.team:=:b", limit: "2", count: "true" })).total).toBe(4);
  });

  test("says where it goes wrong", async ({ expect }) => {
    const place = await createPlace();
    const wrong: [string, number][] = [
      ["status:=:done", 0],
      ["name:=:x  what:=:1", 10],
      ["name:is:x", 5],
      ['name:=:"x', 7],
      ["output.size_bytes:>:many", 0],
      ["status:~:fail", 0],
      ["is:=:old", 0],
    ];
    for (const [q, position] of wrong) {
      const response = await place.owner.fetch(`${place.base}/tasks?${new URLSearchParams({ q })}`);
      expect(response.status, q).toBe(400);
      expect(((await response.json()) as { errors: object[] }).errors[0]).toMatchObject({ path: "query.q", position });
    }
    expect((await place.owner.fetch(`${place.base}/tasks?sort=what`)).status).toBe(400);
  });

  test("sorts by anything, page after page, what has no value last", async ({ expect }) => {
    const { place } = await place10();
    const all = async (query: Record<string, string>) => {
      const labels: (string | null)[] = [];
      for (let cursor: string | null = ""; cursor !== null; ) {
        const page: TaskPage = await find(place, { ...query, limit: "3", ...(cursor && { cursor }) });
        labels.push(...page.items.map(({ label }) => label));
        cursor = page.next_cursor;
      }
      return labels.map((label) => label?.slice(1)).join("");
    };
    expect(await all({})).toBe("9876543210");
    expect(await all({ sort: "created_at" })).toBe("0123456789");
    expect(await all({ sort: "params.model.depth" })).toBe("0123456789");
    expect(await all({ sort: "-params.model.depth", q: "params.model.kind:=:odd" })).toBe("97531");
    expect(await all({ sort: "params.only" })).toBe("3012456789");
    expect(await all({ sort: "-output.size_bytes" })).toBe("2109876543");
    expect(await all({ sort: "-host" })).toBe("2109876543");
    expect(await all({ sort: "name" })).toBe("5678901234");
    expect(await all({ q: "status:=:absent" })).toBe("9876543");
  });

  test("knows what there was at a time", async ({ expect }) => {
    const { place, tasks } = await place10();
    const before = new Date().toISOString();
    const { task, later } = { task: tasks[0]?.id ?? "", later: makeTask({ label: "later", params: salt() }) };
    // The log keeps milliseconds: what follows must not share the one before.
    while (new Date().toISOString() === before) await readTask(place, task);
    await place.owner.json(`${place.base}/tasks/${task}/invalidate`, { json: {} });
    await register(place, [later]);
    await place.owner.fetch(`${place.base}/tasks/${tasks[1]?.id}`, { method: "DELETE" });
    expect(await names(place, { q: "status:=:success" })).toBe("t2");
    expect(await names(place, { q: "status:=:success", as_of: before })).toBe("t2 t1 t0");
    const then = await find(place, { as_of: before, sort: "created_at", limit: "1" });
    expect(then.items).toMatchObject([{ label: "t0", result: "success", attempt: 1, output: { size_bytes: 1000 } }]);
    expect((await find(place, { as_of: before })).items).toHaveLength(10);
    expect((await find(place, {})).items).toHaveLength(10);
    expect((await place.owner.fetch(`${place.base}/tasks?as_of=${before}&q=attempt:=:1`)).status).toBe(400);
  });

  test("suggests fields by type, and values with how often they are there", async ({ expect }) => {
    const { place } = await place10();
    const fields = async (query: string) =>
      (await place.owner.json<TaskFields>(`${place.base}/tasks/fields?${query}`)).items.map(({ field }) => field);
    expect(await fields("prefix=params.&type=vision.train.Train")).toEqual([
      "params.flag",
      "params.layers[]",
      "params.model.depth",
      "params.model.kind",
      "params.only",
      "params.salt",
    ]);
    expect(await fields("prefix=params.&type=vision.Score")).not.toContain("params.only");
    expect(await fields("prefix=output")).toContain("output.size_bytes");
    const values = (query: string) => place.owner.json<TaskValues>(`${place.base}/tasks/values?${query}`);
    expect(await values("field=params.model.kind")).toEqual({
      items: [
        { value: "even one", count: 5 },
        { value: "odd", count: 5 },
      ],
      is_complete: true,
    });
    expect((await values("field=params.model.kind&prefix=od&type=vision.Score")).items).toEqual([{ value: "odd", count: 3 }]);
    expect(await values("field=params.model.depth&limit=2")).toEqual({
      items: [
        { value: 0, count: 1 },
        { value: 1, count: 1 },
      ],
      is_complete: false,
    });
    expect((await values("field=is")).items.map(({ value }) => value)).toEqual(["stale", "orphan"]);
    expect((await values("field=type")).items).toEqual([
      { value: "vision.Score", count: 5 },
      { value: "vision.train.Train", count: 5 },
    ]);
  });
});
