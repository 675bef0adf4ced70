import type { Page, Workspace, WorkspaceMember } from "@cairn/sdk/schema";
import { beforeAll, describe, expect, it } from "vitest";
import {
  createOrg,
  createPerson,
  createService,
  createSpace,
  env,
  joinedPerson,
  migrateControl,
  outcome,
} from "../../test/support/fixtures.ts";

beforeAll(migrateControl);

const spaces = (org: { id: string }) => `/api/v1/orgs/${org.id}/workspaces`;

describe("workspaces", () => {
  it("are listed with the caller's role in each, page by page", async () => {
    const ada = await createPerson("Ada");
    const org = await createOrg(ada);
    const second = await createSpace(ada, org.id, "Vision");
    const third = await createSpace(ada, org.id, "Speech");
    const member = await joinedPerson(ada, org.id, "member");
    await ada.json(`${spaces(org)}/${second.slug}/members/${member.id}`, { method: "PUT", json: { role: "viewer" } });
    const first = await member.json<Page<Workspace>>(`${spaces(org)}?limit=2`);
    const rest = await member.json<Page<Workspace>>(`${spaces(org)}?limit=2&cursor=${first.next_cursor}`);
    expect([...first.items, ...rest.items].map((w) => [w.id, w.role])).toEqual([
      [org.workspace.id, "editor"],
      [second.id, "viewer"],
      [third.id, "editor"],
    ]);
    expect((await ada.json<Workspace>(`${spaces(org)}/${second.slug}`)).role).toBe("admin");
  });

  it("are shown to a key only as far as the key is for them", async () => {
    const ada = await createPerson("Ada");
    const org = await createOrg(ada);
    const second = await createSpace(ada, org.id, "Vision");
    const service = await createService(ada, org.id, { key: { workspace_ids: [second.id] } });
    expect((await service.json<Page<Workspace>>(spaces(org))).items.map((w) => w.id)).toEqual([second.id]);
    expect(await outcome(service.fetch(`${spaces(org)}/${second.id}`))).toBe("200");
    expect(await outcome(service.fetch(`${spaces(org)}/${org.workspace.id}`))).toBe("404 not_found");
    expect(await outcome(service.fetch(spaces(org), { json: { name: "More" } }))).toBe("403 forbidden");
  });

  it("are not there for another tenant, by id, slug or through their own organization", async () => {
    const ada = await createPerson("Ada");
    const eve = await createPerson("Eve");
    const org = await createOrg(ada);
    const own = await createOrg(eve);
    const request = { headers: { "x-request-id": "the-same-request" } };
    const bodies = await Promise.all(
      [
        `${spaces(org)}/${org.workspace.id}`,
        `${spaces(own)}/${org.workspace.id}`,
        `${spaces(own)}/ws_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c`,
      ].map(async (path) => (await eve.fetch(path, request)).text()),
    );
    expect(JSON.parse(bodies[0] ?? "")).toMatchObject({ code: "not_found", status: 404 });
    expect(bodies[1]).toBe(bodies[2]);
  });

  it("keep leading to themselves by old slugs, within their organization", async () => {
    const ada = await createPerson("Ada");
    const org = await createOrg(ada);
    const made = await createSpace(ada, org.id, "Vision");
    await ada.json(`${spaces(org)}/vision`, { method: "PATCH", json: { slug: "sight", name: "Sight" } });
    expect(await ada.json<Workspace>(`${spaces(org)}/vision`)).toMatchObject({ id: made.id, slug: "sight", name: "Sight" });
    expect(await outcome(ada.fetch(spaces(org), { json: { name: "Vision", slug: "vision" } }))).toBe("409 slug_taken");
    expect((await createSpace(ada, org.id, "Vision")).slug).toBe("vision-2");
    expect(await outcome(ada.fetch(`${spaces(org)}/vision-2`, { method: "PATCH", json: { slug: "sight" } }))).toBe("409 slug_taken");
    expect((await ada.json<Workspace>(`${spaces(org)}/sight`, { method: "PATCH", json: { slug: "vision" } })).slug).toBe("vision");
    const other = await createOrg(ada);
    expect((await createSpace(ada, other.id, "Vision")).slug).toBe("vision");
  });

  it("are never more than allowed, also when made at once", async () => {
    const ada = await createPerson("Ada");
    const org = await createOrg(ada);
    const sent = { env: { CAIRN_WORKSPACES_PER_ORGANIZATION: "3" } };
    const results = await Promise.all([1, 2, 3, 4].map((n) => outcome(ada.fetch(spaces(org), { json: { name: `Space ${n}` }, ...sent }))));
    expect(results.sort()).toEqual(["201", "201", "409 limit_reached", "409 limit_reached"]);
    expect((await ada.json<Page<Workspace>>(spaces(org))).items).toHaveLength(3);
  });

  it("with one name made at once all get a slug", async () => {
    const ada = await createPerson("Ada");
    const org = await createOrg(ada);
    const made = await Promise.all([1, 2, 3].map(() => createSpace(ada, org.id, "Same")));
    expect(new Set(made.map((w) => w.slug)).size).toBe(3);
  });

  it("are deleted with the slug typed, but not the last one, even when two go at once", async () => {
    const ada = await createPerson("Ada");
    const org = await createOrg(ada);
    const second = await createSpace(ada, org.id, "Vision");
    const remove = (w: { slug: string }, confirm = w.slug) =>
      outcome(ada.fetch(`${spaces(org)}/${w.slug}`, { method: "DELETE", json: { confirm } }));
    expect(await remove(second, "main")).toBe("400 confirmation_mismatch");
    expect((await Promise.all([remove(second), remove(org.workspace)])).sort()).toEqual(["204", "409 last_workspace"]);
    const { items } = await ada.json<Page<Workspace>>(spaces(org));
    expect(items).toHaveLength(1);
    expect(await remove(items[0] as Workspace)).toBe("409 last_workspace");
  });

  it("that were deleted answer nothing and free their slug", async () => {
    const ada = await createPerson("Ada");
    const org = await createOrg(ada);
    const gone = await createSpace(ada, org.id, "Vision");
    await ada.json(`${spaces(org)}/vision`, { method: "DELETE", json: { confirm: "vision" } }, 204);
    for (const ref of [gone.id, "vision"]) expect(await outcome(ada.fetch(`${spaces(org)}/${ref}`))).toBe("404 not_found");
    const again = await createSpace(ada, org.id, "Vision");
    expect(again.slug).toBe("vision");
    expect(again.id).not.toBe(gone.id);
    const audit = await env.CONTROL.prepare("SELECT COUNT(*) n FROM audit WHERE target_id = ? AND action = 'workspace.deleted'")
      .bind(gone.id)
      .first();
    expect(audit).toEqual({ n: 1 });
  });

  it("are made by admins and changed by their own admins", async () => {
    const ada = await createPerson("Ada");
    const org = await createOrg(ada);
    const space = await createSpace(ada, org.id, "Vision");
    const path = `${spaces(org)}/${space.id}`;
    for (const role of ["member", "viewer"] as const) {
      const person = await joinedPerson(ada, org.id, role);
      expect(await outcome(person.fetch(path))).toBe("200");
      expect(await outcome(person.fetch(spaces(org), { json: { name: "No" } }))).toBe("403 forbidden");
      expect(await outcome(person.fetch(path, { method: "PATCH", json: { name: "No" } }))).toBe("403 forbidden");
      expect(await outcome(person.fetch(path, { method: "DELETE", json: { confirm: space.slug } }))).toBe("403 forbidden");
      await ada.json(`${path}/members/${person.id}`, { method: "PUT", json: { role: "admin" } });
      expect(await outcome(person.fetch(path, { method: "PATCH", json: { name: `By ${role}` } }))).toBe("200");
    }
  });
});

describe("roles in a workspace", () => {
  it("hold there and nowhere else, until they are cleared", async () => {
    const ada = await createPerson("Ada");
    const org = await createOrg(ada);
    const space = await createSpace(ada, org.id, "Vision");
    const member = await joinedPerson(ada, org.id, "member");
    const path = `${spaces(org)}/${space.id}/members`;
    const set = await ada.json<WorkspaceMember>(`${path}/${member.id}`, { method: "PUT", json: { role: "viewer" } });
    expect(set).toMatchObject({ user_id: member.id, role: "viewer", overridden: true });
    expect((await member.json<Workspace>(`${spaces(org)}/${space.id}`)).role).toBe("viewer");
    expect((await member.json<Workspace>(`${spaces(org)}/${org.workspace.id}`)).role).toBe("editor");
    const listed = await member.json<Page<WorkspaceMember>>(path);
    expect(listed.items.map((m) => [m.user_id, m.role, m.overridden])).toEqual([
      [ada.id, "admin", false],
      [member.id, "viewer", true],
    ]);
    expect(await outcome(ada.fetch(`${path}/${member.id}`, { method: "DELETE" }))).toBe("204");
    expect((await member.json<Workspace>(`${spaces(org)}/${space.id}`)).role).toBe("editor");
  });

  it("cannot be set for owners, admins, strangers, or by who may not", async () => {
    const ada = await createPerson("Ada");
    const org = await createOrg(ada);
    const admin = await joinedPerson(ada, org.id, "admin");
    const member = await joinedPerson(ada, org.id, "member");
    const eve = await createPerson("Eve");
    const set = (by: typeof ada, id: string, role = "viewer") =>
      outcome(by.fetch(`${spaces(org)}/${org.workspace.id}/members/${id}`, { method: "PUT", json: { role } }));
    expect(await set(ada, ada.id)).toBe("409 illegal_transition");
    expect(await set(ada, admin.id)).toBe("409 illegal_transition");
    expect(await set(ada, eve.id)).toBe("404 not_found");
    expect(await set(member, member.id, "admin")).toBe("403 forbidden");
    expect(await set(eve, member.id)).toBe("404 not_found");
  });

  it("are gone when a member became admin and is a member again", async () => {
    const ada = await createPerson("Ada");
    const org = await createOrg(ada);
    const member = await joinedPerson(ada, org.id, "member");
    await ada.json(`${spaces(org)}/${org.workspace.id}/members/${member.id}`, { method: "PUT", json: { role: "viewer" } });
    for (const role of ["admin", "member"])
      await ada.json(`/api/v1/orgs/${org.id}/members/${member.id}`, { method: "PATCH", json: { role } });
    expect((await member.json<Workspace>(`${spaces(org)}/${org.workspace.id}`)).role).toBe("editor");
  });
});
