import { genesisHash, verifyAudit } from "@cairn/sdk/audit";
import type { AuditHead, AuditPlace } from "@cairn/sdk/schema";
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import { type FaultTime, faultyDb } from "../../test/support/faulty-db.ts";
import { createOrg, createPerson, createSpace, env, joinedPerson, migrateControl, type Person, send } from "../../test/support/fixtures.ts";
import { requestCtx } from "../../test/support/oauth.ts";
import { openDb } from "../db.ts";
import { sealAudit } from "./chain/seal.ts";

beforeAll(migrateControl);

async function createStory(name = "Ada") {
  const ada = await createPerson(name);
  const org = await createOrg(ada);
  const path = `/api/v1/orgs/${org.id}/audit`;
  return { ada, org, path, exported: (query = "") => exportOf(ada, `${path}/export?${query}`) };
}

async function exportOf(person: Person, path: string): Promise<string[]> {
  const answer = await person.fetch(path);
  expect(answer.status).toBe(200);
  return (await answer.text()).trimEnd().split(/\r?\n/);
}

const chainOf = (orgId: string) =>
  env.CONTROL.prepare("SELECT position, sequence, hash FROM audit_chain WHERE org_id = ? ORDER BY position").bind(orgId).all();

describe("the chain of an organization", () => {
  it("is exported whole, verifies by itself and against the server, and its head is signed", async () => {
    const { ada, org, path, exported } = await createStory();
    for (const name of ["Vision", "Audio"]) await createSpace(ada, org.id, name);
    const lines = await exported();
    const head = await ada.json<AuditHead>(`${path}/head`);
    const { items } = await ada.json<{ items: AuditPlace[] }>(`${path}/chain`);
    const report = await verifyAudit(lines, { hashAt: async (position) => items[position - 1]?.hash ?? null });
    expect(report).toMatchObject({
      isIntact: true,
      entries: 5,
      organizationId: org.id,
      head: { position: head.position, hash: head.hash },
    });
    expect(JSON.parse(lines.at(-2) ?? "")).toMatchObject({ position: 5, entry: { action: "audit.exported", actor: { id: ada.id } } });
    const jwks = await (await send("/api/oauth/jwks")).json<JSONWebKeySet>();
    const signed = await jwtVerify(head.signature, createLocalJWKSet(jwks), { typ: "audit-head+jwt", subject: org.id });
    expect(signed.payload).toMatchObject({ position: head.position, hash: head.hash });
    expect((await ada.fetch("/api/v1/orgs", { headers: { authorization: `Bearer ${head.signature}` } })).status).toBe(401);
  });

  it("is of that organization alone, and begins with what its id makes", async () => {
    const [one, two] = [await createStory(), await createStory()];
    const heads = await Promise.all([one, two].map(({ ada, path }) => ada.json<AuditHead>(`${path}/head`)));
    expect(heads[0]?.hash).not.toBe(heads[1]?.hash);
    const first = JSON.parse((await one.exported())[1] ?? "") as { previous: string };
    expect(first.previous).toBe(await genesisHash(one.org.id));
    const [header, ...lines] = await two.exported();
    const report = await verifyAudit([(header ?? "").replaceAll(two.org.id, one.org.id), ...lines]);
    expect(report.faults.map(({ kind }) => kind)).toContain("unlinked");
  });

  it("shows what was changed or deleted by somebody who can do so in the database", async () => {
    const { ada, org, path, exported } = await createStory();
    await createSpace(ada, org.id, "Vision");
    await ada.json(`${path}/head`);
    const run = (sql: string, ...values: unknown[]) =>
      env.CONTROL.prepare(sql)
        .bind(...values)
        .run();
    const triggers = await env.CONTROL.prepare(
      "SELECT name, sql FROM sqlite_master WHERE name IN ('audit_no_update', 'audit_no_delete')",
    ).all<{
      name: string;
      sql: string;
    }>();
    for (const { name } of triggers.results) await run(`DROP TRIGGER ${name}`);
    try {
      await run(
        "UPDATE audit SET actor_name = 'Nobody' WHERE sequence = (SELECT sequence FROM audit_chain WHERE org_id = ? AND position = 1)",
        org.id,
      );
      await run("DELETE FROM audit WHERE sequence = (SELECT sequence FROM audit_chain WHERE org_id = ? AND position = 2)", org.id);
    } finally {
      for (const { sql } of triggers.results) await run(sql);
    }
    const { faults } = await verifyAudit(await exported());
    expect(faults.map(({ kind, position }) => ({ kind, position }))).toEqual([
      { kind: "changed", position: 1 },
      { kind: "removed", position: 2 },
    ]);
  });

  it("cannot be changed, deleted, replaced or given a gap in the database", async () => {
    const { ada, org, path } = await createStory();
    await ada.json(`${path}/head`);
    const run = (sql: string) => env.CONTROL.prepare(sql).bind(org.id).run();
    await expect(run("UPDATE audit_chain SET hash = 'x' WHERE org_id = ?")).rejects.toThrow("audit places are not changed");
    await expect(run("DELETE FROM audit_chain WHERE org_id = ?")).rejects.toThrow("audit places are not deleted");
    await expect(
      run("INSERT OR REPLACE INTO audit_chain SELECT org_id, position, sequence, 'x' FROM audit_chain WHERE org_id = ?"),
    ).rejects.toThrow("audit place is taken");
    await expect(
      run("INSERT INTO audit_chain SELECT org_id, position + 5, sequence + 1000000, 'x' FROM audit_chain WHERE org_id = ?"),
    ).rejects.toThrow("audit place is taken");
    await expect(run("INSERT OR REPLACE INTO audit SELECT * FROM audit WHERE org_id = ?")).rejects.toThrow("audit rows are not replaced");
  });

  it("is made by many sealers at once as by one", async () => {
    const { ada, org } = await createStory();
    for (let i = 0; i < 5; i++) await createSpace(ada, org.id, `Space ${i}`);
    const before = (await chainOf(org.id)).results.length;
    const ends = await Promise.all(Array.from({ length: 6 }, () => sealAudit(requestCtx(), org.id)));
    const { results } = await chainOf(org.id);
    expect(results.map(({ position }) => position)).toEqual(Array.from(results, (_, i) => i + 1));
    expect(results.length).toBeGreaterThanOrEqual(before);
    for (const end of ends) expect(end).toMatchObject({ position: 7, hash: results.at(-1)?.hash });
  });

  it.each<FaultTime>(["before", "after"])("is the same whichever call to the database is lost %s it", async (time) => {
    const { ada, org, exported } = await createStory();
    await createSpace(ada, org.id, "Vision");
    for (let failAt = 1, calls = 1; failAt <= calls; failAt++) {
      const faulty = faultyDb(env.CONTROL, failAt, time);
      await sealAudit({ db: openDb(faulty.d1) }, org.id).catch(() => undefined);
      calls = Math.max(calls, faulty.calls());
      await createSpace(ada, org.id, `Space ${failAt}`);
    }
    expect(await verifyAudit(await exported())).toMatchObject({ isIntact: true });
  });
});

describe("an export", () => {
  it("of a span of time covers its positions without a gap; of a filter only what fits", async () => {
    const { ada, org, path, exported } = await createStory();
    await createSpace(ada, org.id, "Vision");
    const all = (await ada.json<{ items: { at: string }[] }>(path)).items;
    const to = new Date(Date.parse(all[0]?.at ?? "") + 60_000).toISOString();
    const from = new Date(Date.parse(all.at(-1)?.at ?? "") - 60_000).toISOString();
    expect(await verifyAudit(await exported(`from=${from}&to=${to}`))).toMatchObject({
      isIntact: true,
      isFiltered: false,
      first: 1,
      last: 3,
    });
    expect(await verifyAudit(await exported(`from=${to}`))).toMatchObject({ isIntact: true, isFiltered: false });
    const some = await exported("action=workspace.*");
    expect(await verifyAudit(some)).toMatchObject({ isIntact: true, isFiltered: true, entries: 2 });
    expect(JSON.parse(some[0] ?? "")).toMatchObject({ kind: "header", filter: { action: "workspace.*" } });
  });

  it("as CSV has a line per entry and no formula", async () => {
    const { ada, org, exported } = await createStory('=HYPERLINK("http://x"),\n');
    await createSpace(ada, org.id, "Vision");
    const lines = await exported("format=csv");
    expect(lines[0]).toMatch(/^position,at,action,outcome,actor_type,/);
    expect(lines[1]).toMatch(/^1,20/);
    const text = lines.join("\n");
    expect(text).not.toMatch(/(^|,)"?=/m);
    expect(text).toContain(`"'=HYPERLINK(""http://x"")`);
    const refused = await (await joinedPerson(ada, org.id, "member")).fetch(`/api/v1/orgs/${org.id}/audit/export`);
    expect(refused.status).toBe(403);
  });
});
