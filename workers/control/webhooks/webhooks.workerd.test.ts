import type {
  AuditEntry,
  CreatedWebhook,
  Page,
  Problem,
  Webhook,
  WebhookBody,
  WebhookMessageDetail,
  WebhookSecret,
} from "@cairn/sdk/schema";
import { Webhook as Verifier } from "standardwebhooks";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { HOUR_MS, MINUTE_MS } from "../../shared/clock.ts";
import { createOrg, createPerson, createSpace, env, joinedPerson, migrateControl, outcome } from "../../test/support/fixtures.ts";
import {
  consume,
  createHookPlace,
  fakeReceivers,
  holdClock,
  namesOf,
  ok,
  passTime,
  ring,
  silentQueue,
  typeOf,
} from "../../test/support/webhooks.ts";

const URL_A = "http://localhost:4001/a";
const production = {
  CAIRN_ENVIRONMENT: "production",
  CAIRN_ORIGIN: "https://cairn.example.org",
  AUTH_OIDC_ISSUER: "https://login.example.org",
};

let clock: ReturnType<typeof holdClock>;
let receivers: ReturnType<typeof fakeReceivers>;

beforeAll(migrateControl);
beforeEach(() => {
  receivers = fakeReceivers();
  clock = holdClock();
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

describe("endpoints", () => {
  it("are created, read, changed and deleted; the secret is shown when asked for, and each step is told", async () => {
    const { owner, base, create } = await createHookPlace();
    const made = await create({ url: URL_A, types: ["run.*"], description: "Builds", headers: { "X-Team": "vision" } });
    expect(made.secret).toMatch(/^whsec_/);
    const { secret, ...shown } = made;
    const path = `${base}/webhooks/${made.id}`;
    expect(await owner.json<Webhook>(path)).toEqual(shown);
    expect(shown).toMatchObject({
      workspace_id: null,
      header_names: ["X-Team"],
      enabled: true,
      disabled: null,
      format: "plain",
      rate_limit: null,
    });
    expect(await owner.json<WebhookSecret>(`${path}/secret`)).toEqual({ secret });
    const changed = await owner.json<Webhook>(path, {
      method: "PATCH",
      json: { types: ["view.*"], enabled: false, headers: {}, format: "slack" },
    });
    expect(changed).toMatchObject({
      types: ["view.*"],
      enabled: false,
      disabled: { reason: "manual" },
      header_names: [],
      format: "slack",
      description: "Builds",
    });
    expect((await owner.json<Page<Webhook>>(`${base}/webhooks`)).items).toEqual([changed]);
    expect(await owner.json(path, { method: "PATCH", json: { types: ["view.*"] } })).toEqual(changed);
    await owner.json(path, { method: "DELETE" }, 204);
    expect(await outcome(owner.fetch(path))).toBe("404 not_found");
    const { items } = await owner.json<Page<AuditEntry>>(`${base}/audit?target_id=${made.id}`);
    expect(Object.fromEntries(items.map(({ action, data }) => [action, data]))).toEqual({
      "webhook.created": { origin: new URL(URL_A).origin },
      "webhook.secret_read": {},
      "webhook.updated": { changed: ["types", "format", "headers", "enabled"] },
      "webhook.deleted": { origin: new URL(URL_A).origin },
    });
    expect(items).toHaveLength(4);
    expect(JSON.stringify(items)).not.toContain(secret);
    expect(JSON.stringify(items)).not.toContain("vision");
  });

  it("are refused with what the catalogue does not know, with headers that are ours, and with secrets of their own", async () => {
    const { owner, base } = await createHookPlace();
    const post = async (json: Record<string, unknown>) => {
      const response = await owner.fetch(`${base}/webhooks`, { json: { url: URL_A, ...json } });
      return response.status === 201 ? "201" : (((await response.json()) as Problem).errors?.[0]?.path ?? response.status);
    };
    for (const types of [["run.exploded"], ["runs.*"], ["run.*d"], ["*.*"], [""], []])
      expect(await post({ types })).toMatch(/^body\.types/);
    expect(await post({ types: ["*"] })).toBe("201");
    for (const name of ["Webhook-Id", "host", "content-type", "Cookie", "transfer-encoding", "bad name", "x:y"])
      expect(await post({ headers: { [name]: "1" } })).toMatch(/^body\.headers/);
    expect(await post({ headers: { "x-a": "1\r\nx-b: 2" } })).toMatch(/^body\.headers/);
    expect(await post({ headers: { authorization: "Bearer x" } })).toBe("201");
    expect(await post({ secret: "whsec_AAAA" })).toBe("body.secret");
    expect(await post({ rate_limit: 0 })).toBe("body.rate_limit");
  });

  it("may not lead to what is not public: neither when they are saved nor when something is sent", async () => {
    const { owner, base, create, happen, handOn, message, messages } = await createHookPlace();
    // What a name leads to is asked of a resolver.
    let address = "93.184.215.14";
    vi.mocked(globalThis.fetch).mockImplementation(async (input) => {
      const url = new URL(String(input));
      if (url.hostname !== "cloudflare-dns.com") throw new TypeError(`fetched ${url}`);
      return Response.json({ Status: 0, Answer: url.searchParams.get("type") === "A" ? [{ type: 1, data: address }] : [] });
    });
    const save = (url: string) =>
      outcome(
        owner.fetch(`${base}/webhooks`, {
          json: { url },
          env: { ...production, EVENTS: silentQueue },
          headers: { origin: production.CAIRN_ORIGIN },
        }),
      );
    for (const url of [
      URL_A,
      "https://127.0.0.1/",
      "https://0x7f.1/",
      "https://[::ffff:10.0.0.1]/",
      "https://db.internal/",
      "https://cairn.example.org./api",
    ])
      expect(await save(url)).toBe("400 invalid_request");
    expect(await save("https://hooks.example.org/")).toBe("201");
    address = "10.0.0.1";
    expect(await save("https://hooks.example.org/")).toBe("400 invalid_request");
    // Saved while it was harmless: it leads into the network now.
    const { id } = await create({ url: URL_A, types: ["workspace.updated"] });
    await env.CONTROL.prepare("UPDATE webhook_endpoints SET url = 'https://169.254.169.254/latest' WHERE id = ?").bind(id).run();
    await happen();
    await handOn();
    await ring(id);
    const [sent] = await messages(id);
    const detail = await message(id, sent?.id ?? "");
    expect(detail).toMatchObject({
      status: "pending",
      history: [{ status: null, error: "The address holds an IP address instead of a name." }],
    });
  });

  it("of a workspace are its admins' affair, and get what happens in it and to it alone", async () => {
    const place = await createHookPlace();
    const { org, base, handOn } = place;
    const person = await createPerson("Bob");
    const other = await createSpace(place.owner, org.id, "Other");
    const owner = await createPerson("Owner");
    const own = await createOrg(owner);
    const editor = await joinedPerson(owner, own.id, "member");
    const hooks = `/api/v1/orgs/${own.id}/workspaces/${own.workspace.id}/webhooks`;
    expect(await outcome(editor.fetch(hooks))).toBe("403 forbidden");
    expect(await outcome(person.fetch(hooks))).toBe("404 not_found");
    await owner.json(`/api/v1/orgs/${own.id}/workspaces/${own.workspace.id}/members/${editor.id}`, {
      method: "PUT",
      json: { role: "admin" },
    });
    const made = await editor.json<CreatedWebhook>(hooks, { json: { url: URL_A } }, 201);
    expect(made.workspace_id).toBe(own.workspace.id);
    expect(await outcome(editor.fetch(`/api/v1/orgs/${own.id}/webhooks`))).toBe("403 forbidden");
    expect((await owner.json<Page<Webhook>>(`/api/v1/orgs/${own.id}/webhooks`)).items.map(({ id }) => id)).toEqual([made.id]);
    // An endpoint of the organization is no matter of a workspace.
    const wide = await owner.json<CreatedWebhook>(`/api/v1/orgs/${own.id}/webhooks`, { json: { url: URL_A } }, 201);
    expect(await outcome(editor.fetch(`${hooks}/${wide.id}`))).toBe("404 not_found");
    receivers.answer(URL_A, ok);
    const narrow = await place.owner.json<CreatedWebhook>(
      `${base}/workspaces/${other.id}/webhooks`,
      { json: { url: URL_A }, env: { EVENTS: silentQueue } },
      201,
    );
    await place.happen();
    await place.owner.json(`${base}/workspaces/${other.id}`, { method: "PATCH", json: { name: "Changed" }, env: { EVENTS: silentQueue } });
    await handOn();
    await ring(narrow.id);
    const updates = receivers.to(URL_A).filter((one) => typeOf(one) === "workspace.updated");
    expect(namesOf(updates)).toEqual(["Changed"]);
  });

  it("end with their workspace and their organization", async () => {
    const { owner, org, base } = await createHookPlace();
    const doomed = await createSpace(owner, org.id, "Doomed");
    await owner.json(`${base}/workspaces/${doomed.id}/webhooks`, { json: { url: URL_A } }, 201);
    const wide = await owner.json<CreatedWebhook>(`${base}/webhooks`, { json: { url: URL_A } }, 201);
    await owner.json(`${base}/workspaces/${doomed.id}`, { method: "DELETE", json: { confirm: doomed.slug } }, 204);
    expect((await owner.json<Page<Webhook>>(`${base}/webhooks`)).items.map(({ id }) => id)).toEqual([wide.id]);
    await owner.json(base, { method: "DELETE", json: { confirm: org.slug } }, 204);
    expect(await env.CONTROL.prepare("SELECT COUNT(*) n FROM webhook_endpoints WHERE org_id = ?").bind(org.id).first("n")).toBe(0);
  });

  it("are made once for one idempotency key", async () => {
    const { owner, base } = await createHookPlace();
    const create = () =>
      owner.json<CreatedWebhook>(`${base}/webhooks`, { json: { url: URL_A }, headers: { "idempotency-key": "once-and-once" } }, 201);
    expect(await create()).toEqual(await create());
    expect((await owner.json<Page<Webhook>>(`${base}/webhooks`)).items).toHaveLength(1);
  });
});

describe("a secret", () => {
  it("that is replaced signs beside the new one for the time that was asked for", async () => {
    receivers.answer(URL_A, ok);
    const { owner, base, create, post, happen, handOn } = await createHookPlace();
    const made = await create({ url: URL_A, types: ["workspace.updated"] });
    const next = async () => {
      await happen();
      await handOn();
      await ring(made.id);
      const { headers, body } = receivers.to(URL_A).at(-1) ?? { headers: {}, body: "" };
      // The library compares with the time that is: held, it is the same for both.
      return (secret: string) => (new Verifier(secret).verify(body, headers) as WebhookBody).type;
    };
    expect((await next())(made.secret)).toBe("workspace.updated");
    const { secret } = await post<WebhookSecret>(`webhooks/${made.id}/secret/rotate`, { overlap_hours: 2 });
    expect(await owner.json(`${base}/webhooks/${made.id}`)).toMatchObject({
      previous_secret_until: new Date(Date.now() + 2 * HOUR_MS).toISOString(),
    });
    const overlap = await next();
    expect([overlap(secret), overlap(made.secret)]).toEqual(["workspace.updated", "workspace.updated"]);
    await passTime(clock, 2 * HOUR_MS, []);
    const after = await next();
    expect(after(secret)).toBe("workspace.updated");
    expect(() => after(made.secret)).toThrow("No matching signature found");
    const { secret: last } = await post<WebhookSecret>(`webhooks/${made.id}/secret/rotate`, { overlap_hours: 0 });
    const alone = await next();
    expect(alone(last)).toBe("workspace.updated");
    expect(() => alone(secret)).toThrow();
    expect(await owner.json(`${base}/webhooks/${made.id}/secret`)).toEqual({ secret: last });
  });

  it("and headers lie sealed in the database", async () => {
    const { create } = await createHookPlace();
    const { id, secret } = await create({ url: URL_A, headers: { authorization: "Bearer of-the-receiver" } });
    const row = JSON.stringify(await env.CONTROL.prepare("SELECT * FROM webhook_endpoints WHERE id = ?").bind(id).first());
    expect(row).not.toContain(secret.slice(6));
    expect(row).not.toContain("of-the-receiver");
  });
});

describe("a test", () => {
  it("sends an example at once, marked as one, and answers how it went; disabled endpoints can be tried too", async () => {
    const { owner, base, create, post, messages } = await createHookPlace();
    const made = await create({ url: URL_A, types: ["view.*"] });
    const failed = await post<WebhookMessageDetail>(`webhooks/${made.id}/test`, { type: "run.finished" });
    expect(failed).toMatchObject({ status: "failed", attempts: 1, history: [{ cause: "test", error: "The host could not be reached." }] });
    receivers.answer(URL_A, ok);
    await owner.json(`${base}/webhooks/${made.id}`, { method: "PATCH", json: { enabled: false } });
    const went = await post<WebhookMessageDetail>(`webhooks/${made.id}/test`, { type: "run.finished" });
    expect(went).toMatchObject({ status: "delivered", type: "run.finished", event: { test: true, data: { status: "finished" } } });
    expect((JSON.parse(receivers.to(URL_A)[0]?.body ?? "{}") as WebhookBody).data).toMatchObject({
      id: went.id,
      test: true,
      type: "run.finished",
    });
    // It is not tried again.
    await passTime(clock, HOUR_MS, [made.id]);
    expect(receivers.to(URL_A)).toHaveLength(1);
    expect(await messages(made.id)).toHaveLength(2);
  });
});

describe("events of an organization", () => {
  it("wait in the database until somebody hands them on, and cron says so", async () => {
    receivers.answer(URL_A, ok);
    const { org, create, happen, handOn } = await createHookPlace();
    const { id } = await create({ url: URL_A, types: ["workspace.updated"] });
    await handOn();
    await happen();
    const said = async () => {
      const { createExecutionContext, createScheduledController, waitOnExecutionContext } = await import("cloudflare:test");
      const { default: worker } = await import("../../index.ts");
      const sent: { type: string; orgId: string }[] = [];
      const queue = {
        sendBatch: async (all: { body: { type: string; orgId: string } }[]) => void sent.push(...all.map(({ body }) => body)),
      };
      const ctx = createExecutionContext();
      await worker.scheduled(
        createScheduledController({ scheduledTime: new Date(Date.now() + 61_000), cron: "* * * * *" }),
        { ...env, EVENTS: queue } as never,
        ctx,
      );
      await waitOnExecutionContext(ctx);
      return sent.filter((one) => one.orgId === org.id);
    };
    expect(await said()).toEqual([]);
    clock.move(MINUTE_MS);
    const waiting = await said();
    expect(waiting).toEqual([{ v: 1, type: "organization.events", orgId: org.id }]);
    await consume(waiting as never);
    expect(await said()).toEqual([]);
    await ring(id);
    expect(receivers.to(URL_A).map(typeOf)).toEqual(["workspace.updated"]);
  });
});
