import { beforeAll, expect, test } from "vitest";
import { migrateControl, send } from "../../../workers/test/support/fixtures.ts";
import { createPlace, startRun } from "../../../workers/test/support/workspaces.ts";
import { Cairn } from "../../src/index.ts";
import { json } from "../../src/tasks/outputs/serializers/json.ts";
import { cairnStorage } from "../../src/tasks/outputs/storage/cairn.ts";
import { targetOf } from "../../src/tasks/outputs/target.ts";
import type { Json } from "../../src/tasks/types.ts";
import { storageContract } from "./contract.ts";
import { bytes, taskWith } from "./fixture.ts";

beforeAll(migrateControl);

/** A run of a new workspace, over the real API. */
async function openRun() {
  const place = await createPlace();
  const run = await startRun(place);
  const cairn = new Cairn({
    url: "http://localhost:8787",
    organization: place.org.slug,
    workspace: place.org.workspace.slug,
    token: "unused",
    maxRetries: 0,
    fetch: async (input, init) => {
      const { method, url, headers, body } = new Request(input, init);
      const { pathname, search } = new URL(url);
      const raw = body ? new Uint8Array(await new Response(body).arrayBuffer()) : undefined;
      const type = headers.get("content-type");
      const sent = {
        method,
        ...(raw ? { raw } : {}),
        headers: { ...(type ? { "content-type": type } : {}), ...(raw ? { "content-length": String(raw.length) } : {}) },
      };
      return place.owner.fetch(pathname + search, sent);
    },
  });
  return { artifacts: cairn.artifacts, run: run.id };
}

storageContract(
  "a run of Cairn",
  async () => {
    const { artifacts, run } = await openRun();
    return cairnStorage({ uri: `cairn://${run}/task outputs`, artifacts });
  },
  { canCreate: false },
);

test("outputs of tasks lie among the files of a run, in a Worker too", async () => {
  const { artifacts, run } = await openRun();
  const storage = cairnStorage({ uri: `cairn://${run}`, artifacts });
  const target = targetOf(taskWith<Json>({ serializer: json() }), storage);
  await target.save({ loss: 1 }, { attempt: 1 });
  expect(await target.exists()).toBe(true);
  expect(await target.load()).toEqual({ loss: 1 });
  await expect(storage.create("lock", bytes("x"))).rejects.toThrow(/server's leases/);
  await expect(cairnStorage({ uri: "cairn://run_00000000000000000000000000", artifacts }).write("x", bytes("x"))).rejects.toMatchObject({
    code: "storage_failed",
  });
  expect(() => cairnStorage({ uri: "cairn://somewhere", artifacts })).toThrow(/must name a run/);
  expect((await send("/healthz")).status).toBe(200);
});
