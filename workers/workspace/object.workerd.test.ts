import { abortAllDurableObjects, evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { beforeAll, describe, type ExpectStatic, test } from "vitest";
import type { WorkspaceCtx } from "../control/context.ts";
import type { Fault } from "../shared/errors.ts";
import { newId } from "../shared/ids.ts";
import { migrate } from "../shared/migrate.ts";
import { bytesOf, sha256Hex } from "../test/support/bytes.ts";
import { env, migrateControl, outcome } from "../test/support/fixtures.ts";
import { compute, makeTask, output, register as registerTasks, report, startBuild } from "../test/support/tasks.ts";
import { column, createPlace, newRunId, objectOf, type Place, startRun } from "../test/support/workspaces.ts";
import { Workspace } from "./object.ts";
import { purgeWorkspaceObject, workspaceOf } from "./stub.ts";
import { TaskVerbs } from "./tasks/verbs.ts";

beforeAll(migrateControl);

/** Everything the object stores, table by table. */
const dump = (workspaceId: string) =>
  runInDurableObject(objectOf(workspaceId), (_, { storage: { sql } }) => {
    const tables = sql
      .exec<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB '_cf_*' AND name NOT GLOB 'sqlite_*'")
      .toArray();
    return tables.map(({ name }) => [name, JSON.stringify(sql.exec(`SELECT * FROM ${name}`).toArray())]);
  });

/** Lets the k-th statement of the object fail from now on; answers how to stop and how many there were. */
const failAt = (workspaceId: string, k: number) =>
  runInDurableObject(objectOf(workspaceId), (_, { storage: { sql } }) => {
    const real = sql.exec.bind(sql);
    let calls = 0;
    Object.defineProperty(sql, "exec", {
      configurable: true,
      value: (query: string, ...values: SqlStorageValue[]) => {
        calls += 1;
        if (calls === k) throw new Error(`disk failed at statement ${k}`);
        return real(query, ...values);
      },
    });
  });
const heal = (workspaceId: string) =>
  runInDurableObject(objectOf(workspaceId), (_, { storage: { sql } }) => {
    Reflect.deleteProperty(sql, "exec");
  });

describe("a statement that fails", () => {
  interface Act {
    prepare(place: Place): Promise<string>;
    change(place: Place, id: string): Promise<Response>;
    expected: number;
  }

  /** How many rows each table has. */
  const shapeOf = async (workspaceId: string) =>
    (await dump(workspaceId)).map(([name, json]) => [name, (JSON.parse(json ?? "[]") as unknown[]).length]);

  /**
   * Runs a change with its k-th statement failing, for every k: it is stored whole or not at all, and the same change again ends
   * as one that never failed. Answers how many statements there were.
   */
  async function failEverywhere(expect: ExpectStatic, act: Act): Promise<number> {
    const clean = await createPlace();
    expect((await act.change(clean, await act.prepare(clean))).status).toBe(act.expected);
    const whole = await shapeOf(clean.workspaceId);
    for (let k = 1; ; k++) {
      const place = await createPlace();
      const id = await act.prepare(place);
      const before = await dump(place.workspaceId);
      await failAt(place.workspaceId, k);
      const { status } = await act.change(place, id);
      await heal(place.workspaceId);
      if (status === act.expected) return k - 1;
      expect(status, `statement ${k}`).toBe(500);
      const after = await dump(place.workspaceId);
      if (JSON.stringify(after) !== JSON.stringify(before)) expect(await shapeOf(place.workspaceId), `after statement ${k}`).toEqual(whole);
      expect((await act.change(place, id)).ok, `again after statement ${k}`).toBe(true);
      expect(await shapeOf(place.workspaceId), `in the end, after statement ${k}`).toEqual(whole);
    }
  }

  const started = async (place: Place) => (await startRun(place)).id;
  const logged = async (place: Place) => {
    const id = await started(place);
    await place.owner.json(`${place.base}/runs/${id}/log`, { json: { writer: "writer_1", sequence: 1, metrics: [column("loss", [1])] } });
    return id;
  };

  const ended = async (place: Place) => {
    const id = await logged(place);
    await place.owner.json(`${place.base}/runs/${id}/finish`, { json: {} });
    return id;
  };

  test("leaves nothing half done", async ({ expect }) => {
    const path = ({ base }: Place, id: string, rest = "") => `${base}/runs/${id}${rest}`;
    const statements = {
      create: await failEverywhere(expect, {
        // A first request of another kind, so that the object is there.
        prepare: async (place) => {
          await place.owner.fetch(`${place.base}/runs`);
          return newRunId();
        },
        change: ({ owner, base }, id) => owner.fetch(`${base}/runs`, { json: { id, experiment: "new", params: { lr: 1 } } }),
        expected: 201,
      }),
      log: await failEverywhere(expect, {
        prepare: started,
        change: (place, id) =>
          place.owner.fetch(path(place, id, "/log"), {
            json: { writer: "writer_1", sequence: 1, metrics: [column("loss", [1, 2])], params: { lr: 1 }, lines: [{ at: 1, text: "x" }] },
          }),
        expected: 200,
      }),
      finish: await failEverywhere(expect, {
        prepare: logged,
        change: (place, id) => place.owner.fetch(path(place, id, "/finish"), { json: {} }),
        expected: 200,
      }),
      update: await failEverywhere(expect, {
        prepare: started,
        change: (place, id) => place.owner.fetch(path(place, id), { method: "PATCH", json: { name: "n", tags: { a: "b" } } }),
        expected: 200,
      }),
      delete: await failEverywhere(expect, {
        prepare: ended,
        change: (place, id) => place.owner.fetch(path(place, id), { method: "DELETE" }),
        expected: 204,
      }),
      commit: await failEverywhere(expect, {
        prepare: async (place) => {
          await place.owner.json(`${place.base}/blobs/${await sha256Hex("file")}`, { method: "PUT", ...bytesOf("file") });
          return started(place);
        },
        change: async (place, id) => {
          const artifacts = [{ path: "a/b", sha256: await sha256Hex("file"), size: 4 }];
          return place.owner.fetch(path(place, id, "/artifacts"), { json: { artifacts } });
        },
        expected: 200,
      }),
      start: await failEverywhere(expect, {
        prepare: ended,
        change: (place, id) => place.owner.fetch(path(place, id, "/start"), { json: { environment: { host: "h" } } }),
        expected: 200,
      }),
      move: await failEverywhere(expect, {
        prepare: started,
        change: (place, id) =>
          place.owner.fetch(path(place, id), { method: "PATCH", json: { experiment: "new", group: "g", notes: "n", archived: true } }),
        expected: 200,
      }),
    };
    for (const [verb, count] of Object.entries(statements)) expect(count, verb).toBeGreaterThan(3);
  }, 120_000);

  test("leaves nothing half done of tasks either", async ({ expect }) => {
    const load = makeTask({ name: "Load" });
    const train = makeTask({ name: "Train", params: { lr: 1 }, tags: { team: "x" }, needs: [load] });
    const registered = async (place: Place) => {
      const { id } = await startBuild(place);
      await registerTasks(place, [load, train], id);
      return id;
    };
    const lease = (build: string) => ({ owner: { host: "h", pid: 1 }, build, tasks: [train.id] });
    const statements = {
      register: await failEverywhere(expect, {
        prepare: async (place) => (await startBuild(place)).id,
        change: ({ owner, base }, id) => owner.fetch(`${base}/tasks/register?build=${id}`, { json: { tasks: [load, train] } }),
        expected: 200,
      }),
      acquire: await failEverywhere(expect, {
        prepare: registered,
        change: ({ owner, base }, id) => owner.fetch(`${base}/tasks/leases`, { json: lease(id) }),
        expected: 200,
      }),
      report: await failEverywhere(expect, {
        prepare: async (place) => {
          const id = await registered(place);
          await place.owner.json(`${place.base}/tasks/leases`, { json: lease(id) });
          return id;
        },
        change: (place, id) => report(place, id, [{ task: train.id, type: "succeeded", token: 1, output: output("s3://x"), key: "k" }]),
        expected: 200,
      }),
    };
    for (const [verb, count] of Object.entries(statements)) expect(count, verb).toBeGreaterThan(3);
  }, 120_000);

  test("leaves nothing half done of many tasks: taken back, collected, brought in", async ({ expect }) => {
    const load = makeTask({ name: "Load" });
    const train = makeTask({ name: "Train", needs: [load] });
    const computed = async (place: Place) => {
      await registerTasks(place, [load, train]);
      await compute(place, load.id);
      await compute(place, train.id);
      return load.id;
    };
    const attempt = {
      ...{ number: 1, status: "success", started_at: null, finished_at: null, owner: null, error: null, resources: null },
      output: output("s3://x"),
    };
    const lines = [
      { kind: "task", task: load, result: "success", attempts: [attempt] },
      { kind: "task", task: train, result: "absent", attempts: [] },
      { kind: "asset", task: load.id, name: "note", asset_kind: "json", content: { rows: 3 } },
    ];
    const raw = lines.map((line) => JSON.stringify(line)).join("\n");
    const statements = {
      invalidate: await failEverywhere(expect, {
        prepare: computed,
        change: ({ owner, base }, id) => owner.fetch(`${base}/tasks/${id}/invalidate`, { json: { cascade: true } }),
        expected: 200,
      }),
      collect: await failEverywhere(expect, {
        prepare: computed,
        change: ({ owner, base }) => owner.fetch(`${base}/tasks/gc`, { json: { rules: { older_than_s: 0 }, dry_run: false } }),
        expected: 200,
      }),
      import: await failEverywhere(expect, {
        prepare: async () => "",
        change: ({ owner, base }) => owner.fetch(`${base}/tasks/import`, { raw, headers: { "content-type": "application/x-ndjson" } }),
        expected: 200,
      }),
    };
    for (const [verb, count] of Object.entries(statements)) expect(count, verb).toBeGreaterThan(3);
  }, 240_000);
});

test("an alarm that fails is set again", async ({ expect }) => {
  const place = await createPlace();
  await startRun(place);
  const object = objectOf(place.workspaceId);
  await failAt(place.workspaceId, 1);
  await runDurableObjectAlarm(object);
  await heal(place.workspaceId);
  expect(await runInDurableObject(object, (_, { storage }) => storage.getAlarm())).toBeGreaterThan(Date.now());
});

describe("a purged workspace", () => {
  test("stays gone: late requests find nothing and store nothing, now and after a restart", async ({ expect }) => {
    const place = await createPlace();
    const { owner, base, workspaceId } = place;
    const run = await startRun(place);
    const log = { json: { writer: "writer_1", sequence: 1, metrics: [column("loss", [1])] } };
    await owner.json(`${base}/runs/${run.id}/log`, log, 200);
    await purgeWorkspaceObject(env, workspaceId);
    const late = async () => [
      await outcome(owner.fetch(`${base}/runs`, { json: { id: run.id, experiment: "back" } })),
      await outcome(owner.fetch(`${base}/runs/${run.id}/log`, log)),
      await outcome(owner.fetch(`${base}/runs`)),
      await outcome(owner.fetch(`${base}/live`, { headers: { upgrade: "websocket" } })),
    ];
    const gone = Array.from({ length: 4 }, () => "404 not_found");
    expect(await late()).toEqual(gone);
    await evictDurableObject(objectOf(workspaceId));
    expect(await late()).toEqual(gone);
    await abortAllDurableObjects();
    expect(await late()).toEqual(gone);
    await runDurableObjectAlarm(objectOf(workspaceId));
    await purgeWorkspaceObject(env, workspaceId);
    expect(await late()).toEqual(gone);
    expect((await dump(workspaceId)).map(([name]) => name)).toEqual(["tombstone"]);
  });

  test("may never have been used", async ({ expect }) => {
    const { owner, base, workspaceId } = await createPlace();
    await purgeWorkspaceObject(env, workspaceId);
    expect(await outcome(owner.fetch(`${base}/runs`))).toBe("404 not_found");
  });
});

describe("the object", () => {
  test("refuses storage that came from another workspace", async ({ expect }) => {
    const place = await createPlace();
    await startRun(place);
    await runInDurableObject(objectOf(place.workspaceId), (_, { storage }) => {
      storage.sql.exec("UPDATE meta SET value = 'ws_other' WHERE key = 'workspace_id'");
    });
    await evictDurableObject(objectOf(place.workspaceId));
    expect(await outcome(place.owner.fetch(`${place.base}/runs`))).toBe("500 internal");
  });

  test("is refused to a name that is no workspace's id", async ({ expect }) => {
    const ctx = { env, requestId: "request-1", workspace: { id: "someone else's" }, caller: { actor: {}, credential: {} } };
    const call = workspaceOf(ctx as unknown as WorkspaceCtx).call("eventList", {
      after: 0,
      before: 1,
      subject: null,
      experiment: null,
      type: null,
      actor: null,
      order: "oldest",
      limit: 1,
    });
    await expect(call).rejects.toThrow("by the workspace's id only");
  });

  test("shows its verbs and the runtime's own handlers, and nothing else", async ({ expect }) => {
    const methods = [
      "experimentCreate experimentGet experimentList experimentUpdate namespaceList outboxRead outboxConfirm usageRead trailSearch trailRead",
      "commentList commentCreate commentUpdate commentDelete subjectFacts inboxTell",
      "runCreate runGet runList runUpdate runDelete runRestore runStart runBulk",
      "runSearch runGroups runFields runValues runStats",
      "runLog runHeartbeat runFinish runHistory runPoints curveRanges curveQuery",
      "lineRead lineText lineSearch",
      "viewList viewCreate viewGet viewUpdate viewDelete",
      "artifactList artifactFind artifactCommit artifactDelete mediaList mediaFind",
      "blobMissing blobBegin blobEnd uploadOpen uploadGet uploadFind uploadPart uploadForgetParts uploadChecked uploadEnd uploadFail uploadAbort",
      "eventList",
      "taskRegister taskLeaseAcquire taskLeaseRenew taskLeaseRelease taskLeaseList taskReport taskList taskGet",
      "taskEventList taskSettingsGet taskSettingsPut taskUpdate taskDelete taskRestore taskInvalidate taskOverride",
      "taskRelativeList taskGraph taskExplain taskExplainNew taskAssetPut taskAssetGet taskAssetList taskLineAppend",
      "taskLineRead taskStats taskUsage taskLookup taskFields taskValues taskTypeDeclare taskTypeList taskTypeGraph",
      "taskCollect taskExportPlan taskExportRead taskImport buildCreate buildList buildGet buildUpdate buildFinish",
      "buildCancel buildResume buildOverride buildTaskList buildGraph",
      "socketsEnd destroy",
      "constructor fetch alarm webSocketMessage webSocketClose",
    ];
    const shown = [Workspace.prototype, TaskVerbs.prototype].flatMap((prototype) => Object.getOwnPropertyNames(prototype));
    expect([...new Set(shown)].sort()).toEqual(methods.join(" ").split(" ").sort());
    const { workspaceId } = await createPlace();
    const properties = await runInDurableObject(objectOf(workspaceId), (instance) => Object.keys(instance).sort());
    expect(properties.filter((name) => name !== "ctx" && name !== "env")).toEqual([]);
  });

  test("sets the alarm again when it wakes without one while a run is running", async ({ expect }) => {
    const place = await createPlace();
    await startRun(place);
    const object = objectOf(place.workspaceId);
    await runInDurableObject(object, (_, { storage }) => storage.deleteAlarm());
    await evictDurableObject(object);
    expect(await runInDurableObject(object, (_, { storage }) => storage.getAlarm())).toBeGreaterThan(0);
  });
});

describe("the migrator", () => {
  const first = { name: "0001_a", sql: "CREATE TABLE a (x INTEGER); CREATE TABLE b (x INTEGER);" };
  const second = { name: "0002_b", sql: "ALTER TABLE a ADD COLUMN y TEXT;" };
  const inObject = <T>(work: (storage: DurableObjectStorage) => Promise<T>) =>
    runInDurableObject(objectOf(newId("workspace", Date.now())), (_, { storage }) => {
      storage.sql.exec("DROP TABLE migrations");
      return work(storage);
    });

  test("applies what is missing, once", async ({ expect }) => {
    await inObject(async (storage) => {
      await migrate(storage, [first], 1);
      await migrate(storage, [first, second], 2);
      await migrate(storage, [first, second], 3);
      expect(storage.sql.exec("SELECT position, name, applied_at FROM migrations").toArray()).toEqual([
        { position: 1, name: "0001_a", applied_at: 1 },
        { position: 2, name: "0002_b", applied_at: 2 },
      ]);
      expect(storage.sql.exec("SELECT x, y FROM a").toArray()).toEqual([]);
    });
  });

  test("refuses a changed, moved or unknown history, and leaves nothing of a migration that fails", async ({ expect }) => {
    await inObject(async (storage) => {
      await migrate(storage, [first, second], 1);
      const refusals: [{ name: string; sql: string }[], string][] = [
        [[{ ...first, sql: `$first.sql` }, second], "0001_a was changed after it was applied"],
        [[second, first], "migration 1 was 0001_a and is 0002_b now"],
        [[first], "has migration 0002_b, which this version does not know"],
        [[first, second, { name: "0003_c", sql: "CREATE TABLE c (x); CREATE TABLE a (x);" }], "0003_c failed: table a already exists"],
      ];
      for (const [history, message] of refusals) {
        const error = await migrate(storage, history, 2).then(
          () => null,
          (thrown: Fault) => thrown,
        );
        expect(error?.message).toContain(message);
      }
      expect(storage.sql.exec("SELECT name FROM sqlite_master WHERE name = 'c'").toArray()).toEqual([]);
    });
  });
});
