import type { AuditEntry, Page } from "@cairn/sdk/schema";
import { beforeAll, describe, expect, it } from "vitest";
import { createOrg, createPerson, createSpace, env, joinedPerson, migrateControl, outcome } from "../../test/support/fixtures.ts";

beforeAll(migrateControl);

describe("the audit trail", () => {
  it("tells who did what from where, newest first, page by page, by action, actor and target", async () => {
    const ada = await createPerson("Ada");
    const org = await createOrg(ada);
    const admin = await joinedPerson(ada, org.id, "admin");
    const headers = { "x-request-id": "request-of-grace", "user-agent": "test", "cf-connecting-ip": "192.0.2.7" };
    const space = await admin.json<{ id: string }>(`/api/v1/orgs/${org.id}/workspaces`, { json: { name: "Vision" }, headers }, 201);
    const path = `/api/v1/orgs/${org.id}/audit`;
    const all = await ada.json<Page<AuditEntry>>(path);
    expect(all.items.map((e) => e.action)).toEqual([
      "workspace.created",
      "invitation.accepted",
      "invitation.created",
      "workspace.created",
      "organization.created",
    ]);
    expect(all.items[0]).toMatchObject({
      actor: { type: "user", id: admin.id, name: "admin" },
      credential: { kind: "session", id: admin.sessionId },
      organization_id: org.id,
      outcome: "success",
      target: { type: "workspace", id: space.id, name: "Vision" },
      workspace_id: space.id,
      ip: "192.0.2.7",
      user_agent: "test",
      request_id: "request-of-grace",
      data: { slug: "vision" },
    });
    const paged: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const page: Page<AuditEntry> = await ada.json(`${path}?limit=2${cursor && `&cursor=${cursor}`}`);
      paged.push(...page.items.map((e) => e.id));
      cursor = page.next_cursor;
    }
    expect(paged).toEqual(all.items.map((e) => e.id));
    const only = async (query: string) => (await ada.json<Page<AuditEntry>>(`${path}?${query}`)).items.map((e) => e.action);
    expect(await only(`actor_id=${admin.id}`)).toEqual(["workspace.created", "invitation.accepted"]);
    expect(await only(`actor_id=${ada.id}&action=workspace.created`)).toEqual(["workspace.created"]);
    expect(await only(`target_id=${space.id}`)).toEqual(["workspace.created"]);
    expect(await only("action=nothing.like_it")).toEqual([]);
  });

  it("is for owners and admins of the organization", async () => {
    const ada = await createPerson("Ada");
    const org = await createOrg(ada);
    const path = `/api/v1/orgs/${org.id}/audit`;
    expect(await outcome((await joinedPerson(ada, org.id, "member")).fetch(path))).toBe("403 forbidden");
    expect(await outcome((await joinedPerson(ada, org.id, "viewer")).fetch(path))).toBe("403 forbidden");
    expect(await outcome((await joinedPerson(ada, org.id, "admin")).fetch(path))).toBe("200");
    expect(await outcome((await createPerson("Eve")).fetch(path))).toBe("404 not_found");
  });

  it("cannot be changed or deleted, even in the database", async () => {
    const ada = await createPerson("Ada");
    const org = await createOrg(ada);
    const run = (query: string) => env.CONTROL.prepare(query).bind(org.id).run();
    await expect(run("UPDATE audit SET action = 'x' WHERE org_id = ?")).rejects.toThrow("audit rows are not changed");
    await expect(run("DELETE FROM audit WHERE org_id = ?")).rejects.toThrow("audit rows are not deleted");
  });

  it("has no row for a change that was refused", async () => {
    const ada = await createPerson("Ada");
    const org = await createOrg(ada);
    await createSpace(ada, org.id, "Vision");
    const before = (await ada.json<Page<AuditEntry>>(`/api/v1/orgs/${org.id}/audit`)).items.length;
    await ada.fetch(`/api/v1/orgs/${org.id}/workspaces`, { json: { name: "Vision", slug: "vision" } });
    await ada.fetch(`/api/v1/orgs/${org.id}/members/${ada.id}`, { method: "DELETE" });
    await ada.fetch(`/api/v1/orgs/${org.id}`, { method: "PATCH", json: { name: org.name } });
    expect((await ada.json<Page<AuditEntry>>(`/api/v1/orgs/${org.id}/audit`)).items).toHaveLength(before);
  });
});
