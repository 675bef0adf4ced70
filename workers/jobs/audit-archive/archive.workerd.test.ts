import { verifyAudit } from "@cairn/sdk/audit";
import type { AuditEntry, Page } from "@cairn/sdk/schema";
import { beforeAll, describe, expect, it } from "vitest";
import { listLogsToStore } from "../../control/audit/archive/store.ts";
import { openDb } from "../../control/db.ts";
import { sha256Hex } from "../../test/support/bytes.ts";
import { faultyBucket } from "../../test/support/faulty-bucket.ts";
import { type FaultTime, faultyDb } from "../../test/support/faulty-db.ts";
import { createSpace, env, migrateControl } from "../../test/support/fixtures.ts";
import { requestCtx } from "../../test/support/oauth.ts";
import { createPlace, type Place, startRun } from "../../test/support/workspaces.ts";
import { purgeWorkspaceObject } from "../../workspace/stub.ts";
import { handOn } from "../events/hand-on.ts";
import { archiveLog } from "./run.ts";

beforeAll(migrateControl);

interface Stored {
  log: string;
  first: number;
  last: number;
  sha256: string;
  stored_at: number | null;
}

const segments = async ({ org }: Place, log: string) =>
  (
    await env.CONTROL.prepare("SELECT log, first, last, sha256, stored_at FROM audit_segments WHERE org_id = ? AND log = ? ORDER BY first")
      .bind(org.id, log)
      .all<Stored>()
  ).results;
const textOf = async (key: string) => (await env.BLOBS.get(key))?.text() ?? null;
const keysUnder = async (prefix: string) => (await env.BLOBS.list({ prefix })).objects.map(({ key }) => key).sort();
const archive = (place: Place, log: string, replaced = {}) =>
  archiveLog({ ctx: requestCtx({ replaced }), input: { orgId: place.org.id, log } });

describe("the log of an organization", () => {
  it("is written in pieces that verify, follow each other, and are written once", async () => {
    const place = await createPlace();
    const { org, owner } = place;
    expect(await archive(place, org.id)).toBe("done");
    await createSpace(owner, org.id, "Vision");
    expect(await archive(place, org.id)).toBe("done");
    expect(await archive(place, org.id)).toBe("done");
    const stored = await segments(place, org.id);
    expect(stored.map(({ first, last }) => [first, last])).toEqual([
      [1, 2],
      [3, 3],
    ]);
    const prefix = `org/${org.id}/audit/`;
    expect(await keysUnder(prefix)).toEqual([`${prefix}1-2.ndjson`, `${prefix}3-3.ndjson`]);
    for (const { first, last, sha256, stored_at } of stored) {
      const text = (await textOf(`${prefix}${first}-${last}.ndjson`)) ?? "";
      expect(await sha256Hex(text)).toBe(sha256);
      expect(await verifyAudit(text.split("\n"))).toMatchObject({ isIntact: true, first, last });
      expect(stored_at).not.toBeNull();
    }
    const waiting = await listLogsToStore(openDb(env.CONTROL), 10_000);
    expect(waiting.filter(({ orgId }) => orgId === org.id)).toEqual([]);
  });

  it("is not written over, nor is what is said of it", async () => {
    const place = await createPlace();
    const { org } = place;
    await env.BLOBS.put(`org/${org.id}/audit/1-2.ndjson`, "somebody else's");
    await expect(archive(place, org.id)).rejects.toThrow("with other bytes");
    expect(await textOf(`org/${org.id}/audit/1-2.ndjson`)).toBe("somebody else's");
    const run = (sql: string) => env.CONTROL.prepare(sql).bind(org.id).run();
    await expect(run("UPDATE audit_segments SET sha256 = 'x' WHERE org_id = ?")).rejects.toThrow("audit segments are not changed");
    await expect(run("DELETE FROM audit_segments WHERE org_id = ?")).rejects.toThrow("audit segments are not deleted");
  });
});

async function withEvents(): Promise<Place> {
  const place = await createPlace();
  await startRun(place);
  const workspaceId = place.workspaceId;
  await handOn(requestCtx(), [{ v: 1, type: "workspace.events", workspaceId, first: 1, last: 2 }]);
  return place;
}

describe("the log of a workspace", () => {
  it("waits once its events were handed on, and its digest is a row of the organization's trail", async () => {
    const place = await withEvents();
    const { org, owner, workspaceId } = place;
    expect(await listLogsToStore(openDb(env.CONTROL), 10_000)).toContainEqual({ orgId: org.id, log: workspaceId });
    expect(await archive(place, workspaceId)).toBe("done");
    expect(await archive(place, workspaceId)).toBe("done");
    const [segment, ...more] = await segments(place, workspaceId);
    expect(more).toEqual([]);
    const text = (await textOf(`ws/${workspaceId}/log/1-2.ndjson`)) ?? "";
    expect(
      text
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toMatchObject([
      { sequence: 1, action: "experiment.created", actor: { id: owner.id }, workspace_id: workspaceId },
      { sequence: 2, action: "run.created", request_id: expect.any(String) },
    ]);
    const { items } = await owner.json<Page<AuditEntry>>(`/api/v1/orgs/${org.id}/audit?action=log.sealed`);
    expect(items).toMatchObject([{ workspace_id: workspaceId, data: { first: 1, last: 2, sha256: await sha256Hex(text) } }]);
    expect(segment?.sha256).toBe(await sha256Hex(text));
  });

  it("that is gone is given up", async () => {
    const place = await withEvents();
    await purgeWorkspaceObject(env, place.workspaceId);
    expect(await archive(place, place.workspaceId)).toBe("gone");
    expect(await segments(place, place.workspaceId)).toEqual([]);
    expect(await listLogsToStore(openDb(env.CONTROL), 10_000)).not.toContainEqual({ orgId: place.org.id, log: place.workspaceId });
  });

  it.each<FaultTime>(["before", "after"])("is one file and one row whichever step dies %s it happened", async (time) => {
    for (let failAt = 1, calls = 1; failAt <= calls; failAt++) {
      const place = await withEvents();
      const { org, workspaceId } = place;
      const db = faultyDb(env.CONTROL, failAt, time);
      const input = { orgId: org.id, log: workspaceId };
      await archiveLog({ ctx: { ...requestCtx(), db: openDb(db.d1) }, input }).catch(() => undefined);
      calls = Math.max(calls, db.calls());
      await startRun(place);
      expect(await archive(place, workspaceId)).toBe("done");
      const stored = await segments(place, workspaceId);
      expect(stored[0]?.first).toBe(1);
      expect(stored.at(-1)?.last).toBe(3);
      expect(await keysUnder(`ws/${workspaceId}/log/`)).toEqual(
        stored.map(({ first, last }) => `ws/${workspaceId}/log/${first}-${last}.ndjson`),
      );
      const rows = await env.CONTROL.prepare("SELECT count(*) AS n FROM audit WHERE org_id = ? AND action = 'log.sealed'")
        .bind(org.id)
        .first("n");
      expect(rows).toBe(stored.length);
    }
    const place = await withEvents();
    const { bucket } = faultyBucket(env.BLOBS, 1, time);
    await archive(place, place.workspaceId, { BLOBS: bucket }).catch(() => undefined);
    expect(await archive(place, place.workspaceId)).toBe("done");
    expect(await keysUnder(`ws/${place.workspaceId}/log/`)).toEqual([`ws/${place.workspaceId}/log/1-2.ndjson`]);
  });
});
