import type { ApiKey, AuditEntry, CreatedApiKey, Page, ServiceAccount } from "@cairn/sdk/schema";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { DAY_MS, MINUTE_MS, SECOND_MS } from "../../shared/clock.ts";
import {
  bearer,
  type Client,
  createOrg,
  createPerson,
  createService,
  createSpace,
  env,
  joinedPerson,
  migrateControl,
  outcome,
} from "../../test/support/fixtures.ts";
import { exchange, signInProgram, tokens } from "../../test/support/oauth.ts";
import { KEYS_PER_OWNER_MAX } from "./create.ts";

beforeAll(migrateControl);
afterEach(() => {
  vi.useRealTimers();
});

const later = (ms: number) => vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + ms });
const keysOf = (org: { id: string }) => `/api/v1/orgs/${org.id}/keys`;
const makeKey = (by: Client, org: { id: string }, input: Record<string, unknown> = {}) =>
  by.json<CreatedApiKey>(keysOf(org), { json: { name: "key", ...input } }, 201);

async function setting() {
  const ada = await createPerson("Ada");
  const org = await createOrg(ada);
  return { ada, org, path: `/api/v1/orgs/${org.id}` };
}

describe("API keys", () => {
  it("are shown once and stored as a hash", async () => {
    const { ada, org, path } = await setting();
    const made = await makeKey(ada, org);
    expect(made.secret).toMatch(/^cairn_pat_/);
    expect(made).toMatchObject({ owner: { type: "user", id: ada.id, name: "Ada" }, revoked_at: null, last_used_at: null });
    expect(Date.parse(made.expires_at ?? "") - Date.parse(made.created_at)).toBe(90 * DAY_MS);
    expect(await outcome(bearer(made.secret).fetch(path))).toBe("200");
    const listed = await (await ada.fetch(keysOf(org))).text();
    expect(listed).not.toContain(made.secret);
    expect(JSON.parse(listed).items).toMatchObject([{ id: made.id, hint: made.hint }]);
    const row = await env.CONTROL.prepare("SELECT * FROM api_keys WHERE id = ?").bind(made.id).first();
    const audit = await env.CONTROL.prepare("SELECT * FROM audit WHERE target_id = ?").bind(made.id).first();
    for (const stored of [row, audit]) expect(JSON.stringify(stored)).not.toContain(made.secret.slice(20, 40));
  });

  it("that are wrong, unknown, expired or revoked each say so", async () => {
    const { ada, org, path } = await setting();
    const made = await makeKey(ada, org, { expires_in_days: 1 });
    const client = bearer(made.secret);
    expect(await outcome(bearer(`${made.secret.slice(0, -1)}!`).fetch(path))).toBe("401 key_invalid");
    const flipped = made.secret.slice(0, 20) + (made.secret[20] === "a" ? "b" : "a") + made.secret.slice(21);
    expect(await outcome(bearer(flipped).fetch(path))).toBe("401 key_invalid");
    const { newSecret } = await import("./secret.ts");
    expect(await outcome(bearer(newSecret("pat")).fetch(path))).toBe("401 key_invalid");
    later(DAY_MS + SECOND_MS);
    const expired = await client.fetch(path);
    expect(expired.headers.get("www-authenticate")).toContain('error="invalid_token"');
    expect(await expired.json()).toMatchObject({ code: "key_expired", expired_at: made.expires_at });
    vi.useRealTimers();
    await ada.json(`${keysOf(org)}/${made.id}`, { method: "DELETE" }, 204);
    expect(await outcome(client.fetch(path))).toBe("401 key_revoked");
    expect(await outcome(ada.fetch(`${keysOf(org)}/${made.id}`, { method: "DELETE" }))).toBe("204");
    const audit = await ada.json<Page<AuditEntry>>(`${path}/audit?action=key.revoked`);
    expect(audit.items).toHaveLength(1);
  });

  it("revoked by another isolate are refused here within 5 s", async () => {
    const { ada, org, path } = await setting();
    const made = await makeKey(ada, org);
    const client = bearer(made.secret);
    later(0);
    expect(await outcome(client.fetch(path))).toBe("200");
    await env.CONTROL.prepare("UPDATE api_keys SET revoked_at = 1 WHERE id = ?").bind(made.id).run();
    later(5 * SECOND_MS);
    expect(await outcome(client.fetch(path))).toBe("401 key_revoked");
  });

  it("are for workspaces and actions, and nothing beyond them", async () => {
    const { ada, org, path } = await setting();
    const space = await createSpace(ada, org.id, "Vision");
    const bound = bearer((await makeKey(ada, org, { workspace_ids: [space.id] })).secret);
    expect(await outcome(bound.fetch(`${path}/workspaces/${space.id}`))).toBe("200");
    expect(await outcome(bound.fetch(`${path}/workspaces/${org.workspace.id}`))).toBe("404 not_found");
    expect(await outcome(bound.fetch(`${path}/workspaces/${space.id}`, { method: "PATCH", json: { name: "Sight" } }))).toBe("200");
    expect(await outcome(bound.fetch(path, { method: "PATCH", json: { name: "Mine" } }))).toBe("403 insufficient_scope");
    const reader = bearer((await makeKey(ada, org, { actions: ["workspace.read"] })).secret);
    expect(await outcome(reader.fetch(`${path}/workspaces/${space.id}`))).toBe("200");
    const refused = await reader.fetch(`${path}/workspaces/${space.id}`, { method: "PATCH", json: { name: "No" } });
    expect(refused.headers.get("www-authenticate")).toContain('error="insufficient_scope"');
    expect(await outcome(refused)).toBe("403 insufficient_scope");
    expect(await outcome(reader.fetch(path))).toBe("403 insufficient_scope");
  });

  it("may only name living workspaces of their organization", async () => {
    const { ada, org } = await setting();
    const eve = await createPerson("Eve");
    const foreign = await createOrg(eve);
    const gone = await createSpace(ada, org.id, "Vision");
    await ada.json(`/api/v1/orgs/${org.id}/workspaces/${gone.id}`, { method: "DELETE", json: { confirm: gone.slug } }, 204);
    for (const id of [foreign.workspace.id, gone.id]) {
      const refused = await ada.fetch(keysOf(org), { json: { name: "key", workspace_ids: [org.workspace.id, id] } });
      expect(await refused.json()).toMatchObject({ code: "invalid_request", errors: [{ path: "body.workspace_ids.1" }] });
    }
    const account = await createService(eve, foreign.id);
    const refused = await ada.fetch(keysOf(org), { json: { name: "key", service_account_id: account.account.id } });
    expect(await refused.json()).toMatchObject({ code: "invalid_request", errors: [{ path: "body.service_account_id" }] });
  });

  it("belong to one organization, whatever their owner belongs to", async () => {
    const { ada, org, path } = await setting();
    const other = await createOrg(ada);
    const client = bearer((await makeKey(ada, other)).secret);
    expect(await outcome(client.fetch(path))).toBe("404 not_found");
    expect((await client.json<Page<{ id: string }>>("/api/v1/orgs")).items.map((o) => o.id)).toEqual([other.id]);
    const key = await makeKey(ada, org);
    const eve = await createPerson("Eve");
    const own = await createOrg(eve);
    expect(await outcome(eve.fetch(`${keysOf(own)}/${key.id}`, { method: "DELETE" }))).toBe("404 not_found");
    expect(await outcome(eve.fetch(keysOf(org)))).toBe("404 not_found");
  });

  it("of members are their own business; admins see all; viewers make none", async () => {
    const { ada, org } = await setting();
    const member = await joinedPerson(ada, org.id, "member");
    const admin = await joinedPerson(ada, org.id, "admin");
    const viewer = await joinedPerson(ada, org.id, "viewer");
    const hers = await makeKey(ada, org);
    const own = await makeKey(member, org);
    const robot = await createService(admin, org.id);
    const ids = async (by: Client) => (await by.json<Page<ApiKey>>(keysOf(org))).items.map((k) => k.id).sort();
    expect(await ids(member)).toEqual([own.id]);
    expect(await ids(admin)).toEqual([hers.id, own.id, robot.key.id].sort());
    expect(await outcome(member.fetch(`${keysOf(org)}/${hers.id}`, { method: "DELETE" }))).toBe("404 not_found");
    expect(await outcome(member.fetch(keysOf(org), { json: { name: "k", service_account_id: robot.account.id } }))).toBe("403 forbidden");
    expect(await outcome(viewer.fetch(keysOf(org), { json: { name: "k" } }))).toBe("403 forbidden");
    expect(await outcome(admin.fetch(`${keysOf(org)}/${own.id}`, { method: "DELETE" }))).toBe("204");
  });

  it("can be seen and ended by their owner in every role", async () => {
    const { ada, org, path } = await setting();
    const member = await joinedPerson(ada, org.id, "member");
    const hers = await makeKey(ada, org);
    const [kept, ended] = [await makeKey(member, org), await makeKey(member, org)];
    await ada.json(`${path}/members/${member.id}`, { method: "PATCH", json: { role: "viewer" } });
    expect((await member.json<Page<ApiKey>>(keysOf(org))).items.map((k) => k.id).sort()).toEqual([kept.id, ended.id].sort());
    expect(await outcome(member.fetch(`${keysOf(org)}/${ended.id}`, { method: "DELETE" }))).toBe("204");
    expect(await outcome(bearer(ended.secret).fetch(path))).toBe("401 key_revoked");
    expect(await outcome(bearer(kept.secret).fetch(path))).toBe("200");
    expect(await outcome(member.fetch(`${keysOf(org)}/${hers.id}`, { method: "DELETE" }))).toBe("404 not_found");
    expect(await outcome(member.fetch(keysOf(org), { json: { name: "k" } }))).toBe("403 forbidden");
  });

  it("are out of reach of credentials that were cut down to a workspace or to other actions", async () => {
    const { ada, org } = await setting();
    const target = await makeKey(ada, org);
    const program = await signInProgram(ada);
    const cut = [
      bearer((await makeKey(ada, org, { workspace_ids: [org.workspace.id] })).secret),
      bearer((await makeKey(ada, org, { workspace_ids: [org.workspace.id], actions: ["organization.read", "key.manage"] })).secret),
      bearer((await makeKey(ada, org, { actions: ["organization.read", "run.write"] })).secret),
      bearer((await tokens(exchange(program.access_token, `${org.slug}/${org.workspace.slug}`, {}))).access_token),
    ];
    for (const client of cut) {
      expect(await outcome(client.fetch(keysOf(org)))).toBe("403 insufficient_scope");
      expect(await outcome(client.fetch(`${keysOf(org)}/${target.id}`, { method: "DELETE" }))).toBe("403 insufficient_scope");
    }
    const allowed = bearer((await makeKey(ada, org, { actions: ["organization.read", "key.manage"] })).secret);
    expect(await outcome(allowed.fetch(keysOf(org)))).toBe("200");
    expect(await outcome(allowed.fetch(`${keysOf(org)}/${target.id}`, { method: "DELETE" }))).toBe("204");
  });

  it("never make keys that reach further than themselves", async () => {
    const { ada, org } = await setting();
    const space = await createSpace(ada, org.id, "Vision");
    const bound = bearer((await makeKey(ada, org, { workspace_ids: [space.id] })).secret);
    expect(await outcome(bound.fetch(keysOf(org), { json: { name: "k" } }))).toBe("403 insufficient_scope");
    const noKeys = bearer((await makeKey(ada, org, { actions: ["run.read"] })).secret);
    expect(await outcome(noKeys.fetch(keysOf(org), { json: { name: "k", actions: ["run.read"] } }))).toBe("403 insufficient_scope");
    const maker = bearer((await makeKey(ada, org, { actions: ["key.manage", "run.read"], expires_in_days: 30 })).secret);
    const tries: [Record<string, unknown>, string][] = [
      [{ expires_in_days: 29 }, "body.actions"],
      [{ expires_in_days: 29, actions: ["run.read", "run.write"] }, "body.actions"],
      [{ expires_in_days: 31, actions: ["run.read"] }, "body.expires_in_days"],
      [{ expires_in_days: null, actions: ["run.read"] }, "body.expires_in_days"],
    ];
    for (const [input, path] of tries) {
      const refused = await maker.fetch(keysOf(org), { json: { name: "k", ...input } });
      expect(await refused.json()).toMatchObject({ status: 403, code: "insufficient_scope", errors: [{ path }] });
    }
    const made = await makeKey(maker, org, { expires_in_days: 29, actions: ["run.read"] });
    expect(made.owner.id).toBe(ada.id);
  });

  it("die with their owner's role, membership or account", async () => {
    const { ada, org, path } = await setting();
    const admin = await joinedPerson(ada, org.id, "admin");
    const client = bearer((await makeKey(admin, org)).secret);
    expect(await outcome(client.fetch(path, { method: "PATCH", json: { name: "Acme 2" } }))).toBe("200");
    await ada.json(`${path}/members/${admin.id}`, { method: "PATCH", json: { role: "viewer" } });
    expect(await outcome(client.fetch(path, { method: "PATCH", json: { name: "Acme 3" } }))).toBe("403 forbidden");
    expect(await outcome(client.fetch(path))).toBe("200");
    await env.CONTROL.prepare("DELETE FROM members WHERE org_id = ? AND user_id = ?").bind(org.id, admin.id).run();
    later(5 * SECOND_MS);
    expect(await outcome(client.fetch(path))).toBe("401 key_revoked");
  });

  it("note their last use, at most every five minutes", async () => {
    const { ada, org, path } = await setting();
    const made = await makeKey(ada, org);
    const used = async () => (await ada.json<Page<ApiKey>>(keysOf(org))).items[0]?.last_used_at;
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
    await bearer(made.secret).fetch(path);
    const first = await used();
    expect(Date.parse(first ?? "")).toBe(Date.now());
    later(4 * MINUTE_MS);
    await bearer(made.secret).fetch(path);
    expect(await used()).toBe(first);
    later(MINUTE_MS);
    await bearer(made.secret).fetch(path);
    expect(Date.parse((await used()) ?? "")).toBe(Date.now());
  });

  it("are limited in number, counting those that work", async () => {
    const { ada, org } = await setting();
    const rows = Array.from({ length: KEYS_PER_OWNER_MAX }, (_, i) =>
      env.CONTROL.prepare(
        "INSERT INTO api_keys (org_id, id, hash, hint, name, owner_type, owner_id, created_by, created_at, revoked_at) VALUES (?, ?, ?, '', '', 'user', ?, '', 0, ?)",
      ).bind(org.id, `key_${org.id}_${i}`, `hash ${org.id} ${i}`, ada.id, i === 0 ? 1 : null),
    );
    await env.CONTROL.batch(rows);
    expect(await outcome(ada.fetch(keysOf(org), { json: { name: "the last" } }))).toBe("201");
    expect(await outcome(ada.fetch(keysOf(org), { json: { name: "one more" } }))).toBe("409 limit_reached");
  });
});

describe("service accounts", () => {
  it("are made by admins with a name of their own and a role no higher than admin", async () => {
    const { ada, org, path } = await setting();
    const accounts = `${path}/service-accounts`;
    const admin = await joinedPerson(ada, org.id, "admin");
    const make = (by: Client, input: Record<string, unknown>) => outcome(by.fetch(accounts, { json: { name: "nightly", ...input } }));
    expect(await make(admin, { role: "owner" })).toBe("400 invalid_request");
    expect(await make(admin, { role: "admin" })).toBe("201");
    const taken = await admin.fetch(accounts, { json: { name: "nightly" } });
    expect(await taken.json()).toMatchObject({ code: "already_exists", errors: [{ path: "body.name" }] });
    const both = await Promise.all([make(ada, { name: "twin" }), make(admin, { name: "twin" })]);
    expect(both.sort()).toEqual(["201", "409 already_exists"]);
    for (const role of ["member", "viewer"] as const) {
      const person = await joinedPerson(ada, org.id, role);
      expect(await make(person, { name: role })).toBe("403 forbidden");
      expect(await outcome(person.fetch(accounts))).toBe("403 forbidden");
    }
    const eve = await createPerson("Eve");
    expect(await make(eve, { name: "spy" })).toBe("404 not_found");
  });

  it("act by their keys in their role, and are gone with them when deleted", async () => {
    const { ada, org, path } = await setting();
    const robot = await createService(ada, org.id, { name: "nightly", role: "viewer" });
    expect(robot.key.secret).toMatch(/^cairn_svc_/);
    expect(await outcome(robot.fetch(path))).toBe("200");
    expect(await outcome(robot.fetch(path, { method: "PATCH", json: { name: "No" } }))).toBe("403 forbidden");
    const accounts = `${path}/service-accounts`;
    expect((await ada.json<Page<ServiceAccount>>(accounts)).items).toMatchObject([{ id: robot.account.id, key_count: 1 }]);
    const eve = await createPerson("Eve");
    const own = await createOrg(eve);
    expect(await outcome(eve.fetch(`/api/v1/orgs/${own.id}/service-accounts/${robot.account.id}`, { method: "DELETE" }))).toBe(
      "404 not_found",
    );
    expect(await outcome(ada.fetch(`${accounts}/${robot.account.id}`, { method: "DELETE" }))).toBe("204");
    expect(await outcome(robot.fetch(path))).toBe("401 key_revoked");
    expect((await ada.json<Page<ServiceAccount>>(accounts)).items).toEqual([]);
    expect((await ada.json<Page<ApiKey>>(keysOf(org))).items).toMatchObject([{ id: robot.key.id, owner: { name: "nightly" } }]);
    expect(await outcome(ada.fetch(accounts, { json: { name: "nightly" } }))).toBe("201");
    expect(await outcome(ada.fetch(`${accounts}/${robot.account.id}`, { method: "DELETE" }))).toBe("404 not_found");
  });
});
