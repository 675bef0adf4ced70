import { verifyAudit } from "@cairn/sdk/audit";
import type { AuditEntry, AuditPlace, Page } from "@cairn/sdk/schema";
import { beforeAll, describe, expect, it } from "vitest";
import { sealAudit } from "../../control/audit/chain/seal.ts";
import { openDb } from "../../control/db.ts";
import { DAY_MS } from "../../shared/clock.ts";
import { type FaultTime, faultyDb } from "../../test/support/faulty-db.ts";
import { createOrg, createPerson, env, joinedPerson, migrateControl, outcome } from "../../test/support/fixtures.ts";
import { requestCtx } from "../../test/support/oauth.ts";
import { archiveLog } from "../audit-archive/run.ts";
import { dropOldAudit } from "./run.ts";

beforeAll(migrateControl);

/** An organization whose trail begins with two entries of 100 days ago, in a piece of their own, and goes on today. */
async function oldStory() {
  const ada = await createPerson("Ada");
  const other = await createOrg(ada);
  const orgId = `org_01932c07-2f7a-7c3e-8d2b-${crypto.randomUUID().slice(-12)}`;
  const at = Date.now() - 100 * DAY_MS;
  const run = (sql: string, ...values: unknown[]) =>
    env.CONTROL.prepare(sql)
      .bind(...values)
      .run();
  await run("INSERT INTO organizations (id, slug, name, created_at) SELECT ?, ?, 'Old', ?", orgId, `old-${orgId.slice(-12)}`, at);
  await run("INSERT INTO members VALUES (?, ?, 'owner', ?)", orgId, ada.id, at);
  for (const n of [1, 2])
    await run(
      `INSERT INTO audit SELECT NULL, 'aud_' || ? || ?, ?, workspace_id, ?, actor_type, actor_id, actor_name, credential_kind, credential_id, action,
       outcome, target_type, target_id, target_name, ip, country, user_agent, request_id, data, before, after
       FROM audit WHERE org_id = ? ORDER BY sequence LIMIT 1`,
      n,
      orgId,
      orgId,
      at,
      other.id,
    );
  await archiveLog({ ctx: requestCtx(), input: { orgId, log: orgId } });
  const base = `/api/v1/orgs/${orgId}`;
  const entries = async () => (await ada.json<Page<AuditEntry>>(`${base}/audit`)).items.map(({ action }) => action);
  const keep = (days: number | null) => ada.json(`${base}/audit/settings`, { method: "PUT", json: { retention_days: days } });
  return { ada, orgId, base, entries, keep, run, drop: () => dropOldAudit({ ctx: requestCtx(), orgId }) };
}

describe("retention", () => {
  it("is for ever unless an owner says otherwise, which is an entry itself", async () => {
    const { ada, base, entries, keep, drop } = await oldStory();
    expect(await ada.json(`${base}/audit/settings`)).toEqual({ retention_days: null });
    await drop();
    expect(await entries()).toHaveLength(2);
    await keep(365);
    await drop();
    expect(await entries()).toEqual(["audit.retention_changed", expect.any(String), expect.any(String)]);
    for (const days of [89, 3_651, 1.5])
      expect(await outcome(ada.fetch(`${base}/audit/settings`, { method: "PUT", json: { retention_days: days } }))).toBe(
        "400 invalid_request",
      );
    const org = await createOrg(ada);
    const admin = await joinedPerson(ada, org.id, "admin");
    const refused = admin.fetch(`/api/v1/orgs/${org.id}/audit/settings`, { method: "PUT", json: { retention_days: 90 } });
    expect(await outcome(refused)).toBe("403 forbidden");
  });

  it("drops what is older by whole pieces, says so, and what is left verifies on the places that stay", async () => {
    const { ada, orgId, base, entries, keep, drop } = await oldStory();
    await keep(90);
    await drop();
    await drop();
    expect(await entries()).toEqual(["audit.dropped", "audit.retention_changed"]);
    expect((await env.BLOBS.list({ prefix: `org/${orgId}/audit/` })).objects).toEqual([]);
    const { items } = await ada.json<{ items: AuditPlace[] }>(`${base}/audit/chain`);
    expect(items.slice(0, 2).map(({ position }) => position)).toEqual([1, 2]);
    const lines = (await (await ada.fetch(`${base}/audit/export`)).text()).split("\n");
    const report = await verifyAudit(lines, { hashAt: async (position) => items[position - 1]?.hash ?? null });
    // The export itself came after the list of places.
    expect(report.faults.filter(({ position }) => (position ?? 0) <= items.length)).toEqual([]);
    expect(await verifyAudit(lines)).toMatchObject({ isIntact: true, first: 3 });
  });

  it("is the only way to delete anything, and the database checks it", async () => {
    const { orgId, keep, run } = await oldStory();
    const remove = () => run("DELETE FROM audit WHERE org_id = ?", orgId);
    const announce = (first: number, last: number) => run("INSERT INTO audit_drops VALUES (?, ?, ?, 0, NULL)", orgId, first, last);
    await expect(remove()).rejects.toThrow("audit rows are not deleted");
    await expect(announce(1, 2)).rejects.toThrow("audit rows are kept");
    await keep(365);
    await expect(announce(1, 2)).rejects.toThrow("audit rows are kept");
    await keep(90);
    await expect(announce(1, 1)).rejects.toThrow("audit rows are kept");
    await sealAudit(requestCtx(), orgId);
    await archiveLog({ ctx: requestCtx(), input: { orgId, log: orgId } });
    await announce(1, 2);
    await expect(announce(3, 4)).rejects.toThrow("audit rows are kept");
    await expect(remove()).rejects.toThrow("audit rows are not deleted");
    await expect(run("DELETE FROM audit_drops WHERE org_id = ?", orgId)).rejects.toThrow("audit drops are not deleted");
  });

  it.each<FaultTime>(["before", "after"])("is finished by the next run whichever step dies %s it happened", async (time) => {
    for (let failAt = 1, calls = 1; failAt <= calls; failAt++) {
      const { orgId, entries, keep, drop } = await oldStory();
      await keep(90);
      const faulty = faultyDb(env.CONTROL, failAt, time);
      await dropOldAudit({ ctx: { ...requestCtx(), db: openDb(faulty.d1) }, orgId }).catch(() => undefined);
      calls = Math.max(calls, faulty.calls());
      await drop();
      expect(await entries()).toEqual(["audit.dropped", "audit.retention_changed"]);
      expect((await env.BLOBS.list({ prefix: `org/${orgId}/audit/` })).objects).toEqual([]);
    }
  });
});
