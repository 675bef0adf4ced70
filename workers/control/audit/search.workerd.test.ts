import { runInDurableObject } from "cloudflare:test";
import { type AuditEntry, auditActions, type CreatedWebhook, EVENTS, type Page } from "@cairn/sdk/schema";
import { beforeAll, describe, expect, it } from "vitest";
import { createOrg, createPerson, createSpace, joinedPerson, migrateControl, outcome, send } from "../../test/support/fixtures.ts";
import { createPlace, objectOf, startRun } from "../../test/support/workspaces.ts";

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
  it("is exported whole as NDJSON and CSV, as it is listed, and the export is an entry of it", async () => {
    const place = await createPlace();
    const { owner, base, org } = place;
    const editor = await joinedPerson(owner, org.id, "member");
    const run = await startRun(place);
    await owner.json(`${base}/runs/${run.id}`, { method: "PATCH", json: { name: '=1+1,"x"' } });
    await owner.json(base, { method: "PATCH", json: { name: "Renamed" } });
    const fetchLines = async (query: string) => {
      const answer = await owner.fetch(`${base}/audit/export?${query}`);
      return { answer, lines: (await answer.text()).trimEnd().split(/\r?\n/) };
    };
    const { answer, lines } = await fetchLines("");
    const entries = lines.map((line) => JSON.parse(line));
    expect(answer.headers.get("content-type")).toBe("application/x-ndjson");
    expect(answer.headers.get("content-disposition")).toMatch(/^attachment; filename="audit-[^"]+\.ndjson"/);
    expect(entries[0]).toMatchObject({ kind: "header", organization_id: org.id, workspace_id: place.workspaceId, filter: null });
    expect(entries.at(-1)).toEqual({ kind: "end", entries: entries.length - 2 });
    const listed = (await owner.json<Page<AuditEntry>>(`${base}/audit`)).items;
    const withoutPosition = (all: AuditEntry[]) => all.map(({ position: _, ...entry }) => entry);
    expect(withoutPosition(entries.slice(1, -1))).toEqual(withoutPosition(listed));
    expect(listed[0]).toMatchObject({ action: "audit.workspace_exported", data: { format: "ndjson", filter: null } });

    const csv = await fetchLines(`format=csv&action=run.*`);
    expect(csv.answer.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(csv.lines).toHaveLength(3);
    expect(csv.lines[0]).toMatch(/^position,at,action,outcome,.*,id$/);
    expect(csv.lines[1]).toMatch(/,run\.updated,success,/);
    expect(csv.lines[1]).not.toContain("hash");
    expect(await outcome(editor.fetch(`${base}/audit/export`))).toBe("403 forbidden");
    expect(await outcome(owner.fetch(`${base}/audit/export?format=xml`))).toBe("400 invalid_request");
  });

  it("is exported in pieces without one missing or twice", async () => {
    const place = await createPlace();
    const { owner, base } = place;
    const run = await startRun(place);
    await runInDurableObject(objectOf(place.workspaceId), (_, { storage: { sql } }) => {
      sql.exec(
        `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2300)
         INSERT INTO events (id, at, type, version, actor, credential, request_id, ip, user_agent, subject_type, subject_id, data)
           SELECT 'evt_' || i, at, type, version, actor, credential, request_id, ip, user_agent, subject_type, subject_id, data
           FROM n JOIN events ON sequence = (SELECT max(sequence) FROM events)`,
      );
    });
    const text = await (await owner.fetch(`${base}/audit/export?target_id=${run.id}`)).text();
    const ids = text
      .trimEnd()
      .split("\n")
      .slice(1, -1)
      .map((line) => (JSON.parse(line) as AuditEntry).id);
    expect([ids.length, new Set(ids).size]).toEqual([2301, 2301]);
  });

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
