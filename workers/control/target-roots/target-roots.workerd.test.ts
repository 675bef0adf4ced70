import type { AuditEntry, Page, TargetRoot } from "@cairn/sdk/schema";
import { beforeAll, describe, expect, it } from "vitest";
import { createOrg, createPerson, createSpace, env, joinedPerson, migrateControl, outcome } from "../../test/support/fixtures.ts";
import { TARGET_ROOTS_MAX } from "./target-roots.ts";

beforeAll(migrateControl);

async function setting() {
  const ada = await createPerson("Ada");
  const org = await createOrg(ada);
  return { ada, org, path: `/api/v1/orgs/${org.id}/workspaces/${org.workspace.id}/target-roots` };
}

describe("target roots", () => {
  it("are set, changed, listed by name and dropped, each with its audit row", async () => {
    const { ada, org, path } = await setting();
    for (const [name, uri] of [
      ["main", "s3://acme/a?secret=x"],
      ["default", "/data"],
      ["main", "s3://acme/b"],
      ["main", "s3://acme/b"],
    ] as const)
      expect(await ada.json<TargetRoot>(`${path}/${name}`, { method: "PUT", json: { uri } })).toMatchObject({ name, uri });
    const first = await ada.json<Page<TargetRoot>>(`${path}?limit=1`);
    const second = await ada.json<Page<TargetRoot>>(`${path}?limit=1&cursor=${first.next_cursor}`);
    expect([...first.items, ...second.items].map((r) => [r.name, r.uri])).toEqual([
      ["default", "/data"],
      ["main", "s3://acme/b"],
    ]);
    expect(await outcome(ada.fetch(`${path}/main`, { method: "DELETE" }))).toBe("204");
    expect(await outcome(ada.fetch(`${path}/main`, { method: "DELETE" }))).toBe("404 not_found");
    const audit = await ada.json<Page<AuditEntry>>(`/api/v1/orgs/${org.id}/audit?target_id=main`);
    expect(audit.items.map((e) => e.action)).toEqual(["target_root.deleted", "target_root.updated", "target_root.created"]);
    expect(JSON.stringify(audit)).not.toContain("secret");
  });

  it("are read by everybody in the workspace, changed by its admins, and nobody else's", async () => {
    const { ada, org, path } = await setting();
    const other = await createSpace(ada, org.id, "Vision");
    await ada.json(`${path}/main`, { method: "PUT", json: { uri: "/data" } });
    const member = await joinedPerson(ada, org.id, "member");
    const eve = await createPerson("Eve");
    await createOrg(eve);
    expect((await member.json<Page<TargetRoot>>(path)).items).toHaveLength(1);
    expect(await outcome(member.fetch(`${path}/main`, { method: "PUT", json: { uri: "/mine" } }))).toBe("403 forbidden");
    expect(await outcome(member.fetch(`${path}/main`, { method: "DELETE" }))).toBe("403 forbidden");
    expect(await outcome(eve.fetch(path))).toBe("404 not_found");
    expect(await outcome(eve.fetch(`${path}/main`, { method: "PUT", json: { uri: "/mine" } }))).toBe("404 not_found");
    expect((await ada.json<Page<TargetRoot>>(`/api/v1/orgs/${org.id}/workspaces/${other.id}/target-roots`)).items).toEqual([]);
  });

  it("with a bad name or place, or too many, are refused", async () => {
    const { ada, org, path } = await setting();
    expect(await outcome(ada.fetch(`${path}/Bad%20Name`, { method: "PUT", json: { uri: "/data" } }))).toBe("400 invalid_request");
    expect(await outcome(ada.fetch(`${path}/main`, { method: "PUT", json: { uri: "not a place" } }))).toBe("400 invalid_request");
    const rows = Array.from({ length: TARGET_ROOTS_MAX }, (_, i) =>
      env.CONTROL.prepare("INSERT INTO target_roots VALUES (?, ?, ?, '/data', 0)").bind(org.id, org.workspace.id, `root-${i}`),
    );
    await env.CONTROL.batch(rows);
    expect(await outcome(ada.fetch(`${path}/one-more`, { method: "PUT", json: { uri: "/data" } }))).toBe("409 limit_reached");
    expect(await outcome(ada.fetch(`${path}/root-7`, { method: "PUT", json: { uri: "/elsewhere" } }))).toBe("200");
  });
});
