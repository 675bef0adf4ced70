import type { AuditEntry, CreatedOrganization, OrganizationWithRole, Page } from "@cairn/sdk/schema";
import { beforeAll, describe, expect, it } from "vitest";
import {
  bearer,
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

const slugOf = () => `s${crypto.randomUUID().replaceAll("-", "").slice(0, 20)}`;

describe("organizations", () => {
  it("are listed for their members alone, page by page", async () => {
    const ada = await createPerson("Ada");
    const grace = await createPerson("Grace");
    const made = [await createOrg(ada), await createOrg(ada), await createOrg(ada)];
    await createOrg(grace);
    const first = await ada.json<Page<OrganizationWithRole>>("/api/v1/orgs?limit=2");
    const second = await ada.json<Page<OrganizationWithRole>>(`/api/v1/orgs?limit=2&cursor=${first.next_cursor}`);
    expect([...first.items, ...second.items].map((o) => o.id)).toEqual(made.map((o) => o.id));
    expect(second.next_cursor).toBeNull();
    expect(first.items[0]?.role).toBe("owner");
    expect(await outcome(ada.fetch("/api/v1/orgs?cursor=garbage"))).toBe("400 invalid_request");
  });

  it("answer a stranger as they answer for one that does not exist", async () => {
    const org = await createOrg(await createPerson("Ada"));
    const eve = await createPerson("Eve");
    const request = { headers: { "x-request-id": "the-same-request" } };
    const theirs = await eve.fetch(`/api/v1/orgs/${org.id}`, request);
    const none = await eve.fetch("/api/v1/orgs/org_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c", request);
    expect(theirs.status).toBe(404);
    expect(await theirs.text()).toBe(await none.text());
    for (const [method, json] of [
      ["PATCH", { name: "Mine" }],
      ["DELETE", { confirm: org.slug }],
    ] as const)
      expect(await outcome(eve.fetch(`/api/v1/orgs/${org.slug}`, { method, json }))).toBe("404 not_found");
  });

  it("keep their old slugs when renamed, for themselves alone", async () => {
    const ada = await createPerson("Ada");
    const grace = await createPerson("Grace");
    const [old, young] = [slugOf(), slugOf()];
    const org = await ada.json<CreatedOrganization>("/api/v1/orgs", { json: { name: "Acme", slug: old } }, 201);
    const renamed = await ada.json<OrganizationWithRole>(`/api/v1/orgs/${old}`, {
      method: "PATCH",
      json: { slug: young, name: "Acme Labs" },
    });
    expect(renamed).toMatchObject({ slug: young, name: "Acme Labs" });
    expect((await ada.json<OrganizationWithRole>(`/api/v1/orgs/${old}`)).slug).toBe(young);
    expect(await outcome(grace.fetch("/api/v1/orgs", { json: { name: "Fake", slug: old } }))).toBe("409 slug_taken");
    const other = await createOrg(grace);
    expect(await outcome(grace.fetch(`/api/v1/orgs/${other.id}`, { method: "PATCH", json: { slug: old } }))).toBe("409 slug_taken");
    expect((await grace.json<OrganizationWithRole>(`/api/v1/orgs/${other.id}`)).slug).toBe(other.slug);
    expect((await ada.json<OrganizationWithRole>(`/api/v1/orgs/${org.id}`, { method: "PATCH", json: { slug: old } })).slug).toBe(old);
    const audit = await ada.json<Page<AuditEntry>>(`/api/v1/orgs/${org.id}/audit?action=organization.updated`);
    expect(audit.items.map((e) => e.data.slug)).toEqual([
      { from: young, to: old },
      { from: old, to: young },
    ]);
  });

  it("may have had 20 slugs and not one more", async () => {
    const ada = await createPerson("Ada");
    const org = await createOrg(ada);
    const path = `/api/v1/orgs/${org.id}`;
    for (let i = 1; i < 20; i++) await ada.json(path, { method: "PATCH", json: { slug: slugOf() } });
    expect(await outcome(ada.fetch(path, { method: "PATCH", json: { slug: slugOf() } }))).toBe("409 limit_reached");
    expect((await ada.json<OrganizationWithRole>(path, { method: "PATCH", json: { slug: org.slug } })).slug).toBe(org.slug);
  });

  it("let one of two take a slug that both want at once", async () => {
    const ada = await createPerson("Ada");
    const [a, b] = [await createOrg(ada), await createOrg(ada)];
    const slug = slugOf();
    const results = await Promise.all([a, b].map((o) => outcome(ada.fetch(`/api/v1/orgs/${o.id}`, { method: "PATCH", json: { slug } }))));
    expect(results.sort()).toEqual(["200", "409 slug_taken"]);
  });

  it("are both made when two with the same name are created at once", async () => {
    const people = await Promise.all([createPerson("Ada"), createPerson("Grace")]);
    const name = `Same ${slugOf()}`;
    const made = await Promise.all(people.map((person) => createOrg(person, name)));
    expect(new Set(made.map((o) => o.slug)).size).toBe(2);
  });

  it("are changed by owners and admins, deleted by owners", async () => {
    const ada = await createPerson("Ada");
    const org = await createOrg(ada);
    const path = `/api/v1/orgs/${org.slug}`;
    for (const role of ["member", "viewer"] as const) {
      const person = await joinedPerson(ada, org.slug, role);
      expect(await outcome(person.fetch(path))).toBe("200");
      expect(await outcome(person.fetch(path, { method: "PATCH", json: { name: "No" } }))).toBe("403 forbidden");
      expect(await outcome(person.fetch(path, { method: "DELETE", json: { confirm: org.slug } }))).toBe("403 forbidden");
    }
    const admin = await joinedPerson(ada, org.slug, "admin");
    expect(await outcome(admin.fetch(path, { method: "PATCH", json: { name: "Yes" } }))).toBe("200");
    expect(await outcome(admin.fetch(path, { method: "DELETE", json: { confirm: org.slug } }))).toBe("403 forbidden");
  });

  it("are deleted only with the slug typed, and then nothing of them answers", async () => {
    const ada = await createPerson("Ada");
    const org = await createOrg(ada);
    await createSpace(ada, org.slug, "Second");
    const service = await createService(ada, org.slug);
    const guest = await createPerson("Guest");
    await ada.json(`/api/v1/orgs/${org.slug}/invitations`, { json: { email: guest.email } }, 201);
    expect(await outcome(service.fetch(`/api/v1/orgs/${org.slug}`))).toBe("200");
    expect(await outcome(ada.fetch(`/api/v1/orgs/${org.slug}`, { method: "DELETE", json: { confirm: "wrong" } }))).toBe(
      "400 confirmation_mismatch",
    );
    expect(await outcome(ada.fetch(`/api/v1/orgs/${org.slug}`, { method: "DELETE", json: { confirm: org.slug } }))).toBe("204");
    expect(await outcome(ada.fetch(`/api/v1/orgs/${org.slug}`))).toBe("404 not_found");
    expect(await outcome(ada.fetch(`/api/v1/orgs/${org.slug}/workspaces/${org.workspace.slug}`))).toBe("404 not_found");
    expect(await outcome(bearer(service.key.secret).fetch("/api/v1/orgs"))).toBe("401 key_revoked");
    expect((await ada.json<Page<OrganizationWithRole>>("/api/v1/orgs")).items).toEqual([]);
    expect((await guest.json<Page<unknown>>("/api/v1/me/invitations")).items).toEqual([]);
    const rows = await env.CONTROL.prepare("SELECT deleted_at FROM workspaces WHERE org_id = ?").bind(org.id).all<{ deleted_at: number }>();
    expect(rows.results.map((r) => typeof r.deleted_at)).toEqual(["number", "number"]);
    const audit = await env.CONTROL.prepare("SELECT action FROM audit WHERE org_id = ? AND action LIKE '%deleted'").bind(org.id).all();
    expect(audit.results).toEqual([{ action: "organization.deleted" }]);
    expect(await outcome(ada.fetch("/api/v1/orgs", { json: { name: "Again", slug: org.slug } }))).toBe("409 slug_taken");
  });

  it("are never past the number that one person may own, even when made at once", async () => {
    const ada = await createPerson("Ada");
    const sent = { env: { CAIRN_ORGANIZATIONS_PER_USER: "2" } };
    const results = await Promise.all([1, 2, 3, 4].map((n) => outcome(ada.fetch("/api/v1/orgs", { json: { name: `Org ${n}` }, ...sent }))));
    expect(results.sort()).toEqual(["201", "201", "409 limit_reached", "409 limit_reached"]);
    expect((await ada.json<Page<unknown>>("/api/v1/orgs")).items).toHaveLength(2);
  });

  it("cannot be made by a program", async () => {
    const ada = await createPerson("Ada");
    const org = await createOrg(ada);
    const service = await createService(ada, org.slug, { role: "admin" });
    expect(await outcome(service.fetch("/api/v1/orgs", { json: { name: "Robots" } }))).toBe("403 insufficient_scope");
  });
});
