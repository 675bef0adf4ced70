import type { AuditEntry, CreatedApiKey, Member, Page } from "@cairn/sdk/schema";
import { beforeAll, describe, expect, it } from "vitest";
import {
  bearer,
  createOrg,
  createPerson,
  createService,
  env,
  joinedPerson,
  migrateControl,
  outcome,
  type Person,
} from "../../test/support/fixtures.ts";
import { signInProgram } from "../../test/support/oauth.ts";

beforeAll(migrateControl);

interface Team {
  org: { id: string; slug: string; workspace: { id: string } };
  owner: Person;
  path: string;
}

async function team(): Promise<Team> {
  const owner = await createPerson("Ada");
  const org = await createOrg(owner);
  return { org, owner, path: `/api/v1/orgs/${org.id}/members` };
}

const setRole = (by: Person, { path }: Team, person: Person, role: string) =>
  outcome(by.fetch(`${path}/${person.id}`, { method: "PATCH", json: { role } }));
const remove = (by: Person, { path }: Team, person: Person) => outcome(by.fetch(`${path}/${person.id}`, { method: "DELETE" }));
const roles = async ({ owner, path }: Team, by: Person = owner) =>
  (await by.json<Page<Member>>(path)).items.map((m) => [m.user_id, m.role]);

describe("members", () => {
  it("are listed in the order they joined, page by page", async () => {
    const t = await team();
    const people = [t.owner];
    for (const role of ["member", "viewer", "admin"] as const) people.push(await joinedPerson(t.owner, t.org.id, role));
    const seen: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const page: Page<Member> = await t.owner.json(`${t.path}?limit=1${cursor && `&cursor=${cursor}`}`);
      seen.push(...page.items.map((m) => m.user_id));
      cursor = page.next_cursor;
    }
    expect(seen).toEqual(people.map((p) => p.id));
  });

  it("change roles by rules: only owners touch or make owners", async () => {
    const t = await team();
    const admin = await joinedPerson(t.owner, t.org.id, "admin");
    const member = await joinedPerson(t.owner, t.org.id, "member");
    expect(await setRole(admin, t, t.owner, "member")).toBe("403 forbidden");
    expect(await setRole(admin, t, member, "owner")).toBe("403 forbidden");
    expect(await setRole(admin, t, admin, "owner")).toBe("403 forbidden");
    expect(await remove(admin, t, t.owner)).toBe("403 forbidden");
    expect(await setRole(member, t, member, "admin")).toBe("403 forbidden");
    expect(await setRole(admin, t, member, "viewer")).toBe("200");
    expect(await setRole(t.owner, t, member, "owner")).toBe("200");
    expect(await roles(t)).toEqual([
      [t.owner.id, "owner"],
      [admin.id, "admin"],
      [member.id, "owner"],
    ]);
  });

  it("of another organization are not there", async () => {
    const t = await team();
    const other = await team();
    const member = await joinedPerson(t.owner, t.org.id, "member");
    expect(await setRole(other.owner, t, member, "viewer")).toBe("404 not_found");
    expect(await setRole(other.owner, other, member, "viewer")).toBe("404 not_found");
    expect(await remove(other.owner, other, member)).toBe("404 not_found");
    expect(await outcome(other.owner.fetch(t.path))).toBe("404 not_found");
  });

  it("always include an owner", async () => {
    const t = await team();
    expect(await setRole(t.owner, t, t.owner, "admin")).toBe("409 last_owner");
    expect(await remove(t.owner, t, t.owner)).toBe("409 last_owner");
    expect(await outcome(t.owner.fetch(`/api/v1/orgs/${t.org.id}/leave`, { method: "POST" }))).toBe("409 last_owner");
    expect(await roles(t)).toEqual([[t.owner.id, "owner"]]);
  });

  it("keep one owner when two remove, demote or leave at once", async () => {
    for (const act of [
      (t: Team, by: Person, other: Person) => remove(by, t, other),
      (t: Team, by: Person, other: Person) => setRole(by, t, other, "member"),
      (t: Team, by: Person) => outcome(by.fetch(`/api/v1/orgs/${t.org.id}/leave`, { method: "POST" })),
    ]) {
      const t = await team();
      const second = await joinedPerson(t.owner, t.org.id, "owner");
      const results = await Promise.all([act(t, t.owner, second), act(t, second, t.owner)]);
      expect(results.filter((r) => r.startsWith("20"))).toHaveLength(1);
      const owners = await env.CONTROL.prepare("SELECT COUNT(*) n FROM members WHERE org_id = ? AND role = 'owner'").bind(t.org.id).first();
      expect(owners).toEqual({ n: 1 });
    }
  });

  it("lose at once all that let them in when they are removed", async () => {
    const t = await team();
    const member = await joinedPerson(t.owner, t.org.id, "admin");
    const own = await createOrg(member);
    const key = await member.json<CreatedApiKey>(`/api/v1/orgs/${t.org.id}/keys`, { json: { name: "laptop" } }, 201);
    const kept = await member.json<CreatedApiKey>(`/api/v1/orgs/${own.id}/keys`, { json: { name: "home" } }, 201);
    const guest = await createPerson("Guest");
    const invitation = await member.json<{ id: string }>(`/api/v1/orgs/${t.org.id}/invitations`, { json: { email: guest.email } }, 201);
    const program = bearer((await signInProgram(member)).access_token);
    expect(await outcome(program.fetch(t.path))).toBe("200");
    expect(await outcome(bearer(key.secret).fetch(t.path))).toBe("200");
    expect(await remove(t.owner, t, member)).toBe("204");
    expect(await outcome(bearer(key.secret).fetch(t.path))).toBe("401 key_revoked");
    expect(await outcome(member.fetch(t.path))).toBe("404 not_found");
    expect(await outcome(bearer(kept.secret).fetch(`/api/v1/orgs/${own.id}`))).toBe("200");
    expect(await outcome(guest.fetch(`/api/v1/me/invitations/${invitation.id}/accept`, { method: "POST" }))).toBe("404 not_found");
    expect(await outcome(program.fetch(t.path))).toBe("404 not_found");
    expect(await outcome(program.fetch(`/api/v1/orgs/${own.id}`))).toBe("200");
    const audit = await t.owner.json<Page<AuditEntry>>(`/api/v1/orgs/${t.org.id}/audit?target_id=${member.id}&action=member.removed`);
    expect(audit.items).toMatchObject([{ actor: { id: t.owner.id }, data: { role: "admin" } }]);
  });

  it("have their live connections ended when they are removed", async () => {
    const t = await team();
    const member = await joinedPerson(t.owner, t.org.id, "member");
    const live = `/api/v1/orgs/${t.org.id}/workspaces/${t.org.workspace.id}/live`;
    const sockets = await Promise.all(
      [member, t.owner].map(async (person) => {
        const { webSocket } = await person.fetch(live, { headers: { upgrade: "websocket" } });
        webSocket?.accept();
        return webSocket as WebSocket;
      }),
    );
    const [theirs, owners] = sockets as [WebSocket, WebSocket];
    const closed = new Promise<number>((resolve) => theirs.addEventListener("close", (event) => resolve(event.code)));
    expect(await remove(t.owner, t, member)).toBe("204");
    expect(await closed).toBe(4401);
    const pong = new Promise<unknown>((resolve) =>
      owners.addEventListener("message", (event) => event.data === "pong" && resolve(event.data)),
    );
    owners.send("ping");
    expect(await pong).toBe("pong");
    owners.close();
  });

  it("can be removed once only, also when two do it at once", async () => {
    const t = await team();
    const member = await joinedPerson(t.owner, t.org.id, "member");
    const results = await Promise.all([remove(t.owner, t, member), remove(t.owner, t, member)]);
    expect(results.sort()).toEqual(["204", "404 not_found"]);
    const audit = await t.owner.json<Page<AuditEntry>>(`/api/v1/orgs/${t.org.id}/audit?action=member.removed`);
    expect(audit.items).toHaveLength(1);
  });

  it("leave by themselves, as people", async () => {
    const t = await team();
    const member = await joinedPerson(t.owner, t.org.id, "viewer");
    const service = await createService(t.owner, t.org.id);
    const leave = `/api/v1/orgs/${t.org.id}/leave`;
    expect(await outcome(service.fetch(leave, { method: "POST" }))).toBe("403 insufficient_scope");
    expect(await outcome(member.fetch(leave, { method: "POST" }))).toBe("204");
    expect(await outcome(member.fetch(leave, { method: "POST" }))).toBe("404 not_found");
  });

  it("take over an organization from its owner, who becomes an admin", async () => {
    const t = await team();
    const member = await joinedPerson(t.owner, t.org.id, "member");
    const admin = await joinedPerson(t.owner, t.org.id, "admin");
    const transfer = (by: Person, to: string) => outcome(by.fetch(`/api/v1/orgs/${t.org.id}/transfer`, { json: { user_id: to } }));
    const stranger = await createPerson("Eve");
    expect(await transfer(admin, admin.id)).toBe("403 forbidden");
    expect(await transfer(t.owner, t.owner.id)).toBe("400 invalid_request");
    expect(await transfer(t.owner, stranger.id)).toBe("404 not_found");
    // Both at once: the owner has one ownership to give.
    const results = await Promise.all([transfer(t.owner, member.id), transfer(t.owner, admin.id)]);
    expect(results.filter((r) => r === "204")).toHaveLength(1);
    const after = new Map((await roles(t)).map(([id, role]) => [id, role]));
    expect(after.get(t.owner.id)).toBe("admin");
    expect([...after.values()].filter((role) => role === "owner")).toHaveLength(1);
    expect(await transfer(t.owner, member.id)).toBe("403 forbidden");
  });
});
