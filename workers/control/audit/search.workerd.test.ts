import { type AuditEntry, auditActions, type CreatedWebhook, EVENTS, type Page } from "@cairn/sdk/schema";
import { beforeAll, describe, expect, it } from "vitest";
import { createOrg, createPerson, createSpace, joinedPerson, migrateControl, outcome, send } from "../../test/support/fixtures.ts";
import { createPlace, startRun } from "../../test/support/workspaces.ts";

beforeAll(migrateControl);

describe("the trail", () => {
  it("is searched by action with wildcards, actor, target, outcome, workspace and time, in pages", async () => {
    const ada = await createPerson("Ada");
    const org = await createOrg(ada);
    const grace = await joinedPerson(ada, org.id, "member", "Grace");
    const space = await createSpace(ada, org.id, "Vision");
    await ada.json(`/api/v1/orgs/${org.id}/members/${grace.id}`, { method: "PATCH", json: { role: "viewer" } });
    const read = (query: string) => ada.json<Page<AuditEntry>>(`/api/v1/orgs/${org.id}/audit?${query}`);
    const actions = async (query: string) => (await read(query)).items.map(({ action }) => action);
    expect(await actions("action=member.*")).toEqual(["member.role_changed"]);
    expect(await actions("action=invitation.*")).toEqual(["invitation.accepted", "invitation.created"]);
    expect(await actions("action=member*")).toEqual([]);
    expect(await actions(`workspace_id=${space.id}`)).toEqual(["workspace.created"]);
    expect(await actions(`target_id=${grace.id}&target_type=user`)).toEqual(["member.role_changed"]);
    expect(await actions(`actor_id=${grace.id}`)).toEqual(["invitation.accepted"]);
    expect(await actions("outcome=denied")).toEqual([]);
    const all = (await read("")).items;
    const second = all.at(-2)?.at ?? "";
    expect((await read(`to=${second}`)).items.every(({ at }) => at < second)).toBe(true);
    expect((await read(`from=${second}`)).items.map(({ id }) => id)).toEqual(all.filter(({ at }) => at >= second).map(({ id }) => id));
    expect(await outcome(ada.fetch(`/api/v1/orgs/${org.id}/audit?outcome=maybe`))).toBe("400 invalid_request");
    const paged: string[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const page: Page<AuditEntry> = await read(`limit=2&action=*${cursor && `&cursor=${cursor}`}`);
      paged.push(...page.items.map(({ id }) => id));
      cursor = page.next_cursor;
    }
    expect(paged).toEqual(all.map(({ id }) => id));
  });

  it("shows what was and what is, and no secret", async () => {
    const ada = await createPerson("Ada");
    const org = await createOrg(ada);
    const grace = await joinedPerson(ada, org.id, "member", "Grace");
    const base = `/api/v1/orgs/${org.id}`;
    await ada.json(`${base}/members/${grace.id}`, { method: "PATCH", json: { role: "viewer" } });
    await ada.json(`${base}/workspaces/${org.workspace.id}`, { method: "PATCH", json: { name: "Renamed" } });
    const root = `${base}/workspaces/${org.workspace.id}/target-roots/default`;
    await ada.json(root, { method: "PUT", json: { uri: "https://key:hidden-1@data.example.org/a?sig=hidden-2" } });
    await ada.json(root, { method: "PUT", json: { uri: "https://data.example.org/b" } });
    const hook = await ada
      .json<CreatedWebhook>(`${base}/webhooks`, {
        json: { url: "https://192.0.2.1/hidden-3", types: ["*"], headers: { "x-key": "hidden-4" } },
      })
      .catch(() => null);
    const key = await ada.json<{ id: string; secret: string }>(`${base}/keys`, { json: { name: "laptop", actions: ["run.read"] } }, 201);
    const { items } = await ada.json<Page<AuditEntry>>(`${base}/audit`);
    const changeOf = (action: string) => {
      const { before, after } = items.find((entry) => entry.action === action) ?? {};
      return { before, after };
    };
    expect(changeOf("member.role_changed")).toEqual({ before: { role: "member" }, after: { role: "viewer" } });
    expect(changeOf("workspace.updated")).toEqual({ before: { name: expect.any(String) }, after: { name: "Renamed" } });
    expect(changeOf("target_root.created")).toEqual({ before: null, after: { uri: "https://data.example.org/a" } });
    expect(changeOf("target_root.updated")).toEqual({
      before: { uri: "https://data.example.org/a" },
      after: { uri: "https://data.example.org/b" },
    });
    expect(changeOf("key.created").after).toMatchObject({ name: "laptop", actions: ["run.read"] });
    const text = JSON.stringify(items.map(({ before, after }) => [before, after]));
    for (const secret of ["hidden-", key.secret, hook?.secret ?? "hidden-"]) expect(text).not.toContain(secret);
  });
});

describe("the trail of a workspace", () => {
  it("has its events and the organization's rows about it, newest first, in pages, for its admins", async () => {
    const place = await createPlace();
    const { owner, base, org } = place;
    const run = await startRun(place);
    await owner.json(base, { method: "PATCH", json: { name: "Renamed" } });
    await owner.json(`${base}/runs/${run.id}`, { method: "PATCH", json: { name: "a" }, headers: { "cf-connecting-ip": "192.0.2.5" } });
    const all = (await owner.json<Page<AuditEntry>>(`${base}/audit`)).items;
    expect(all.map(({ action }) => action)).toEqual([
      "run.updated",
      "workspace.updated",
      ...["run.created", "experiment.created"],
      "workspace.created",
    ]);
    expect(all[0]).toMatchObject({
      actor: { id: owner.id },
      ip: "192.0.2.5",
      target: { type: "run", id: run.id },
      workspace_id: place.workspaceId,
    });
    const paged: string[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const page: Page<AuditEntry> = await owner.json(`${base}/audit?limit=2${cursor && `&cursor=${cursor}`}`);
      paged.push(...page.items.map(({ id }) => id));
      cursor = page.next_cursor;
    }
    expect(paged).toEqual(all.map(({ id }) => id));
    const only = async (query: string) => (await owner.json<Page<AuditEntry>>(`${base}/audit?${query}`)).items.map(({ action }) => action);
    expect(await only("action=run.*")).toEqual(["run.updated", "run.created"]);
    expect(await only("action=workspace.*")).toEqual(["workspace.updated", "workspace.created"]);
    expect(await only(`target_id=${run.id}&actor_id=${owner.id}`)).toEqual(["run.updated", "run.created"]);
    expect(await only("outcome=denied")).toEqual([]);
    const editor = await joinedPerson(owner, org.id, "member");
    expect(await outcome(editor.fetch(`${base}/audit`))).toBe("403 forbidden");
    expect(await only("outcome=denied")).toEqual(["access.denied"]);
  });
});

it("the list of actions is published, with how each can end", async () => {
  const { items } = await (await send("/api/v1/audit-actions")).json<{ items: ReturnType<typeof auditActions> }>();
  expect(items).toEqual(auditActions());
  expect(items.map(({ action }) => action)).toEqual(Object.keys(EVENTS).sort());
  expect(items.find(({ action }) => action === "access.denied")).toMatchObject({ outcomes: ["denied"], target: "organization" });
});
