import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import type { Experiment, History, Page, Run, RunDetail, WorkspaceEvent } from "@cairn/sdk/schema";
import { beforeAll, describe, type ExpectStatic, test, vi } from "vitest";
import { joinedPerson, migrateControl, outcome } from "../../test/support/fixtures.ts";
import { column, createPlace, objectOf, type Place, startRun } from "../../test/support/workspaces.ts";
import { TRASH_MS } from "../limits.ts";

beforeAll(migrateControl);

const batch = (sequence: number) => ({ writer: "writer_1", sequence, metrics: [column("loss", [1, 2], sequence * 2)] });

/** A run with points, notes and a diff that ended. */
async function endedRun(place: Place, input: Record<string, unknown> = {}): Promise<RunDetail> {
  const { owner, base } = place;
  const environment = { host: "node-1", git: { dirty: true, diff: "+1" } };
  const run = await startRun(place, { notes: "why", environment, ...input });
  await owner.json(`${base}/runs/${run.id}/log`, { json: batch(1) }, 200);
  return owner.json<RunDetail>(`${base}/runs/${run.id}/finish`, { json: {} }, 200);
}

const remove = ({ owner, base }: Place, id: string, query = "") => outcome(owner.fetch(`${base}/runs/${id}${query}`, { method: "DELETE" }));
const restore = ({ owner, base }: Place, id: string) => owner.fetch(`${base}/runs/${id}/restore`, { method: "POST" });
const idsOf = async ({ owner, base }: Place, query = "") =>
  (await owner.json<Page<Run>>(`${base}/runs?${query}`)).items.map((run) => run.id);
const typesOf = async ({ owner, base }: Place, subject: string) =>
  (await owner.json<Page<WorkspaceEvent>>(`${base}/events?subject=${subject}`)).items.map((event) => event.type);
const countOf = async ({ owner, base }: Place) => (await owner.json<Experiment>(`${base}/experiments/penguins`)).run_count;

/** Names of the tables that hold something of a run, by its number. */
const tablesWith = (workspaceId: string, runNumber: number) =>
  runInDurableObject(objectOf(workspaceId), (_, { storage: { sql } }) => {
    const query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB '_cf_*' AND name NOT GLOB 'sqlite_*'";
    const tables = sql.exec<{ name: string }>(query).toArray();
    return tables
      .map(({ name }) => name)
      .filter((name) => sql.exec(`SELECT * FROM ${name} LIMIT 0`).columnNames.includes("run_number"))
      .filter((name) => sql.exec(`SELECT 1 FROM ${name} WHERE run_number = ?`, runNumber).toArray().length > 0);
  });

const hasRow = (workspaceId: string, id: string) =>
  runInDurableObject(
    objectOf(workspaceId),
    (_, { storage: { sql } }) => sql.exec("SELECT 1 FROM runs WHERE id = ?", id).toArray().length > 0,
  );

/** Fires the alarm until the run is gone for good. */
async function purged({ workspaceId }: Place, id: string): Promise<void> {
  for (let i = 0; i < 20 && (await hasRow(workspaceId, id)); i++) await runDurableObjectAlarm(objectOf(workspaceId));
  if (await hasRow(workspaceId, id)) throw new Error("the run is still there");
}

const later = async (afterMs: number, work: () => Promise<void>) => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + afterMs });
  try {
    await work();
  } finally {
    vi.useRealTimers();
  }
};

describe("the trash", () => {
  test("takes a run that ended, out of lists and counts, and gives it back with all that it had", async ({ expect }) => {
    const place = await createPlace();
    const { owner, base } = place;
    const run = await endedRun(place);
    const other = await endedRun(place);
    expect(await remove(place, run.id)).toBe("204");
    expect(await remove(place, run.id)).toBe("404 not_found");
    const deleted = await owner.json<RunDetail>(`${base}/runs/${run.id}`);
    expect(Date.parse(deleted.purge_at ?? "") - Date.parse(deleted.deleted_at ?? "")).toBe(TRASH_MS);
    expect(await idsOf(place)).toEqual([other.id]);
    expect(await idsOf(place, "lifecycle=deleted")).toEqual([run.id]);
    expect(await idsOf(place, "lifecycle=all")).toEqual([other.id, run.id]);
    expect(await countOf(place)).toBe(1);
    const writes: [string, object][] = [
      ["/log", { json: batch(2) }],
      ["/heartbeat", { method: "POST" }],
      ["/finish", { json: { status: "failed" } }],
      ["/start", { json: {} }],
      ["", { method: "PATCH", json: { name: "n" } }],
    ];
    for (const [path, sent] of writes)
      expect(await outcome(owner.fetch(`${base}/runs/${run.id}${path}`, sent)), path).toBe("404 not_found");
    expect(await outcome(owner.fetch(`${base}/runs`, { json: { id: run.id, experiment: "e" } }))).toBe("409 already_exists");
    const history = await owner.json<History>(`${base}/runs/${run.id}/metrics`);
    expect(history.series).toMatchObject([{ key: "loss", values: [1, 2] }]);
    for (let i = 0; i < 2; i++) expect(await (await restore(place, run.id)).json()).toEqual(run);
    expect(await countOf(place)).toBe(2);
    expect(await typesOf(place, run.id)).toEqual(["run.created", "run.finished", "run.deleted", "run.restored"]);
  });

  test("refuses runs that are queued or running, naming the state", async ({ expect }) => {
    const place = await createPlace();
    for (const status of ["queued", "running"]) {
      const run = await startRun(place, { status });
      for (const query of ["", "?purge=true"]) {
        const answer = await place.owner.fetch(`${place.base}/runs/${run.id}${query}`, { method: "DELETE" });
        expect(await answer.json()).toMatchObject({ code: "illegal_transition", detail: expect.stringContaining(status) });
      }
      expect(await typesOf(place, run.id)).toEqual(["run.created"]);
    }
  });

  test("answers a repeated delete with one idempotency key as the first", async ({ expect }) => {
    const place = await createPlace();
    const run = await endedRun(place);
    const sent = { method: "DELETE", headers: { "idempotency-key": "delete-once-1" } };
    for (let i = 0; i < 2; i++) expect(await outcome(place.owner.fetch(`${place.base}/runs/${run.id}`, sent))).toBe("204");
  });

  test("is emptied of a run when its time is over, and not before", async ({ expect }) => {
    const place = await createPlace();
    const run = await endedRun(place);
    const child = await endedRun(place, { parent: run.id });
    await remove(place, run.id);
    await later(TRASH_MS - 60_000, async () => {
      await runDurableObjectAlarm(objectOf(place.workspaceId));
    });
    expect(await outcome(restore(place, run.id))).toBe("200");
    await remove(place, run.id);
    await later(TRASH_MS + 60_000, () => purged(place, run.id));
    await expectGone(expect, place, run);
    expect(await place.owner.json(`${place.base}/runs/${child.id}`)).toMatchObject({ parent_id: null, parent: null });
  });

  test("is emptied at once by those who manage the workspace, of a run that is in it too", async ({ expect }) => {
    const place = await createPlace();
    const editor = await joinedPerson(place.owner, place.org.slug, "member");
    for (const before of ["", "in the trash"]) {
      const run = await endedRun(place);
      if (before) await remove(place, run.id);
      expect(await outcome(editor.fetch(`${place.base}/runs/${run.id}?purge=true`, { method: "DELETE" })), before).toBe("403 forbidden");
      expect(await remove(place, run.id, "?purge=true"), before).toBe("204");
      expect(await outcome(restore(place, run.id)), before).toBe("404 not_found");
      await purged(place, run.id);
      await expectGone(expect, place, run);
    }
  });

  /** Nothing is left of a run but its events and the note that its id was used. */
  async function expectGone(expect: ExpectStatic, place: Place, run: Run): Promise<void> {
    const { owner, base } = place;
    expect(await tablesWith(place.workspaceId, run.number)).toEqual([]);
    expect(await outcome(owner.fetch(`${base}/runs/${run.id}`))).toBe("404 not_found");
    expect(await remove(place, run.id)).toBe("404 not_found");
    expect(await outcome(restore(place, run.id))).toBe("404 not_found");
    expect(await idsOf(place, "lifecycle=all")).not.toContain(run.id);
    expect(await outcome(owner.fetch(`${base}/runs`, { json: { id: run.id, experiment: "e" } }))).toBe("409 already_exists");
    expect((await typesOf(place, run.id)).filter((type) => type === "run.purged")).toHaveLength(1);
  }

  test("survives that the object dies between any two steps from delete to purge", async ({ expect }) => {
    const place = await createPlace();
    const { workspaceId } = place;
    const run = await endedRun(place);
    const evict = () => evictDurableObject(objectOf(workspaceId));
    await evict();
    expect(await remove(place, run.id)).toBe("204");
    await evict();
    // From its k-th statement on an alarm can store nothing, and then the object dies: the purge goes on from wherever it was.
    let interrupted = 0;
    for (let k = 1; await hasRow(workspaceId, run.id); k++) {
      await later(TRASH_MS + 60_000, () => alarmFailingAt(workspaceId, k));
      await evict();
      if (await hasRow(workspaceId, run.id)) interrupted += 1;
    }
    expect(interrupted).toBeGreaterThan(10);
    await expectGone(expect, place, run);
  });
});

/** Fires the alarm with all of its statements failing from the k-th on. */
const alarmFailingAt = (workspaceId: string, k: number) =>
  runInDurableObject(objectOf(workspaceId), async (instance, { storage: { sql } }) => {
    const real = sql.exec.bind(sql);
    let calls = 0;
    const failing = (query: string, ...values: SqlStorageValue[]) => {
      calls += 1;
      if (calls >= k) throw new Error(`disk failed at statement ${k}`);
      return real(query, ...values);
    };
    Object.defineProperty(sql, "exec", { configurable: true, value: failing });
    await instance.alarm();
    Reflect.deleteProperty(sql, "exec");
  });

describe("at once", () => {
  test("a delete and batches: each batch is stored whole before it or refused", async ({ expect }) => {
    const place = await createPlace();
    const { owner, base } = place;
    const run = await startRun(place);
    await owner.json(`${base}/runs/${run.id}/finish`, { json: { status: "cancelled" } }, 200);
    const [deleted, ...logged] = await Promise.all([
      remove(place, run.id),
      ...[1, 2, 3].map((sequence) => outcome(owner.fetch(`${base}/runs/${run.id}/log`, { json: batch(sequence) }))),
    ]);
    expect(deleted).toBe("204");
    for (const answer of logged) expect(["200", "404 not_found", "409 sequence_gap"]).toContain(answer);
    await restore(place, run.id);
    const after = await owner.json<RunDetail>(`${base}/runs/${run.id}`);
    expect(after.metrics.loss?.count ?? 0).toBe(logged.filter((answer) => answer === "200").length * 2);
  });

  test("a delete and a restore, and two purges: one run, in one of the two states", async ({ expect }) => {
    const place = await createPlace();
    const run = await endedRun(place);
    const answers = await Promise.all([remove(place, run.id), outcome(restore(place, run.id)), remove(place, run.id)]);
    expect(answers.filter((answer) => answer === "204").length).toBeGreaterThan(0);
    const { deleted_at } = await place.owner.json<RunDetail>(`${place.base}/runs/${run.id}`);
    expect(await countOf(place)).toBe(deleted_at === null ? 1 : 0);
    const purges = await Promise.all([1, 2].map(() => remove(place, run.id, "?purge=true")));
    expect(purges.sort()).toEqual(["204", "404 not_found"]);
    await purged(place, run.id);
  });
});
