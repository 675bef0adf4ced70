import { EVENTS, type EventDefinition, type eventCatalogue, eventDefinition, matchesType, type WorkspaceEvent } from "@cairn/sdk/schema";
import { beforeAll, describe, expect, it } from "vitest";
import { createPerson, env, migrateControl, send } from "../support/fixtures.ts";
import { objectOf } from "../support/workspaces.ts";
import { call } from "../tenancy/matrix.ts";
import { type Operation, readOperations } from "../tenancy/operations.ts";
import { createWorld, type World } from "../tenancy/world.ts";

/** Operations that change nothing that anybody is told of, and why. */
const QUIET: Record<string, string> = {
  runSearch: "a question",
  runGroups: "a question",
  curveQuery: "a question",
  lineSearch: "a question",
  blobMissing: "a question",
  runLog: "points and lines come too often; what else a batch changes of a run is told as run.updated",
  runHeartbeat: "comes too often",
  taskReport: "comes too often, and is kept in the tasks' own log; task.failed and task.crashed tell of what went wrong",
  buildReport: "as taskReport",
  taskLeaseAcquire: "comes too often, and is kept in the tasks' own log",
  taskLeaseRenew: "comes too often",
  taskLeaseRelease: "comes too often, and is kept in the tasks' own log",
  taskLineAppend: "comes too often",
  taskLookup: "a question",
  taskExplainNew: "a question",
  taskExport: "a question",
  notificationMark: "a person's own marks",
  notificationSettingsUpdate: "how a person wants to be told",
  notificationUpdate: "a person's own marks",
  watchSet: "what a person wants to hear of",
  watchClear: "what a person wants to hear of",
  blobPut: "bytes that nothing names yet; artifact.created tells of them when something does",
  uploadCreate: "bytes that nothing names yet",
  uploadPart: "bytes that nothing names yet",
  uploadComplete: "bytes that nothing names yet",
  uploadAbort: "bytes that nothing names",
};

/** Where the matrix's own call is answered but changes nothing, one that does. */
const CHANGING: Record<string, { params?: (world: World) => Record<string, string>; before?: (world: World) => Promise<unknown> }> = {
  runStart: { params: (w) => ({ run: w.ids.endedRun }) },
  runRestore: {
    params: (w) => ({ run: w.ids.endedRun }),
    before: ({ callers, params, ids }) =>
      callers.owner.json(`/api/v1/orgs/${params.org}/workspaces/${params.workspace}/runs/${ids.endedRun}`, { method: "DELETE" }, 204),
  },
  taskRestore: {
    before: ({ callers, params }) =>
      callers.owner.json(`/api/v1/orgs/${params.org}/workspaces/${params.workspace}/tasks/${params.task}`, { method: "DELETE" }, 204),
  },
  buildResume: {
    before: ({ callers, params }) =>
      callers.owner.json(`/api/v1/orgs/${params.org}/workspaces/${params.workspace}/builds/${params.build}/finish`, {
        json: { status: "failed" },
      }),
  },
  workspaceMemberClear: {
    before: ({ callers, params }) =>
      callers.owner.json(`/api/v1/orgs/${params.org}/workspaces/${params.workspace}/members/${params.user}`, {
        method: "PUT",
        json: { role: "editor" },
      }),
  },
};

/** Views of the world are its viewer's own, its comment is the editor's, and a member who is not the only owner can leave. */
const callerOf = ({ id }: Operation, world: World) => {
  if (id === "viewUpdate" || id === "viewDelete") return world.callers.viewer;
  if (id === "commentUpdate") return world.callers.editor;
  return id === "memberLeave" ? world.callers.editor : world.callers.owner;
};

interface Told {
  action: string;
  data: unknown;
}

async function toldIn(requestId: string, workspaceId: string): Promise<Told[]> {
  const { results } = await env.CONTROL.prepare("SELECT action, data FROM audit WHERE request_id = ? AND outcome = 'success'")
    .bind(requestId)
    .all<{ action: string; data: string }>();
  const { runInDurableObject } = await import("cloudflare:test");
  const inObject = await runInDurableObject(objectOf(workspaceId), (_, { storage }) => {
    const has = storage.sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'events'").toArray().length > 0;
    return has
      ? storage.sql
          .exec<{ action: string; data: string }>("SELECT type AS action, data FROM events WHERE request_id = ?", requestId)
          .toArray()
      : [];
  });
  return [...results, ...inObject].map(({ action, data }) => ({ action, data: JSON.parse(data) }));
}

/** What is wrong with what was told; nothing for an event as the catalogue has it. */
function faultOf({ action, data }: Told): string[] {
  const definition = eventDefinition(action);
  if (!definition) return [`${action} is not in the catalogue`];
  const parsed = definition.data.safeParse(data);
  return parsed.success ? [] : [`${action}: ${JSON.stringify(data)}: ${parsed.error.message}`];
}

beforeAll(migrateControl);

describe("events", () => {
  it("are told by every operation that changes something, as the catalogue says", async () => {
    const operations = (await readOperations()).filter(({ method, guard }) => method !== "GET" && guard.on !== "nobody");
    expect(operations.length).toBeGreaterThan(60);
    const silent: string[] = [];
    const faults: string[] = [];
    for (const operation of operations) {
      const world = await createWorld("told");
      const { params, before } = CHANGING[operation.id] ?? {};
      await before?.(world);
      if (operation.id.startsWith("receivedInvitation")) await invite(world);
      const requestId = `told-${operation.id}`.slice(0, 64);
      const response = await call({
        client: callerOf(operation, world),
        operation,
        world,
        requestId,
        ...(params ? { params: params(world) } : {}),
      });
      const text = await response.text();
      if (response.status >= 400) faults.push(`${operation.id}: ${response.status} ${text}`);
      const told = await toldIn(requestId, world.params.workspace ?? "");
      faults.push(...told.flatMap(faultOf));
      if (told.length === 0) silent.push(operation.id);
    }
    expect(faults).toEqual([]);
    expect(silent.sort()).toEqual(Object.keys(QUIET).sort());
  }, 300_000);
});

/** Invites the world's owner into another organization, in the place of the invitation of the world. */
async function invite(world: World): Promise<void> {
  const host = await createPerson("Host");
  const org = await host.json<{ id: string }>("/api/v1/orgs", { json: { name: `Host ${crypto.randomUUID()}` } }, 201);
  const { id } = await host.json<{ id: string }>(`/api/v1/orgs/${org.id}/invitations`, { json: { email: world.callers.owner.email } }, 201);
  world.params.invitation = id;
}

describe("the catalogue", () => {
  it("is published with an example of each type that follows its own schema", async () => {
    const { items } = (await (await send("/api/v1/event-types")).json()) as { items: ReturnType<typeof eventCatalogue> };
    expect(items.map(({ type }) => type)).toEqual(Object.keys(EVENTS).sort());
    for (const { type, example, schema } of items) {
      expect(type).toMatch(/^[a-z_]+\.[a-z_]+$/);
      expect(schema).toMatchObject({ type: "object", additionalProperties: false });
      expect((EVENTS[type] as EventDefinition).data.safeParse(example).error).toBeUndefined();
    }
  });

  it("names all that is of a type by wildcards", () => {
    expect(matchesType(["*"], "run.created")).toBe(true);
    expect(matchesType(["run.*"], "run.created")).toBe(true);
    expect(matchesType(["run.*"], "run_x.created")).toBe(false);
    expect(matchesType(["run.finished", "view.*"], "run.created")).toBe(false);
  });
});

it("an event of a workspace names the credential and the request that caused it", async () => {
  const world = await createWorld("credential");
  const path = `/api/v1/orgs/${world.params.org}/workspaces/${world.params.workspace}`;
  await world.callers.owner.json(`${path}/experiments`, { json: { name: "told" }, headers: { "x-request-id": "request-of-ada" } }, 201);
  const { items } = await world.callers.owner.json<{ items: WorkspaceEvent[] }>(`${path}/events?order=newest&limit=1`);
  expect(items[0]).toMatchObject({
    type: "experiment.created",
    version: 1,
    request_id: "request-of-ada",
    credential: { kind: "session", id: world.callers.owner.sessionId },
  });
});
