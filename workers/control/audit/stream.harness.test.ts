import type { AuditEntry, CreatedApiKey, CreatedOrganization, CreatedWebhook, Page, WebhookBody } from "@cairn/sdk/schema";
import { Webhook as Verifier } from "standardwebhooks";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startReceiver, typeOf } from "../../test/support/receiver.ts";
import { signIn } from "../../test/support/sign-in.ts";
import { stack } from "../../test/support/stack.ts";

const receiver = startReceiver();
beforeAll(() => receiver.listen());
afterAll(() => receiver.close());

test("an endpoint for all types is a stream of the trail: changes, refusals and sign-ins, each entry as an event of its own, signed", async () => {
  const email = `${crypto.randomUUID()}@example.org`;
  const ada = await signIn({ email });
  const ask = async <T>(path: string, json?: unknown): Promise<T> => {
    const response = await ada.fetch(path, json === undefined ? {} : { method: "POST", json });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  };
  const org = await ask<CreatedOrganization>("/api/v1/orgs", { name: "Stream" });
  const base = `/api/v1/orgs/${org.id}`;
  const hook = await ask<CreatedWebhook>(`${base}/webhooks`, { url: receiver.url("/trail"), types: ["*"] });
  const { secret } = await ask<CreatedApiKey>(`${base}/keys`, { name: "reader", actions: ["run.read"] });
  const refused = await fetch(`${stack().origin}${base}/workspaces/${org.workspace.id}/experiments`, {
    method: "POST",
    headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" },
    body: JSON.stringify({ name: "x" }),
  });
  expect(refused.status).toBe(403);
  await signIn({ email });

  const { items } = await ask<Page<AuditEntry>>(`${base}/audit?limit=200`);
  const since = items.slice(0, items.findIndex(({ action }) => action === "webhook.created") + 1);
  expect(since.map(({ action }) => action)).toEqual(["session.started", "access.denied", "key.created", "webhook.created"]);
  const verifier = new Verifier(hook.secret);
  for (const entry of since) {
    const { body, headers } = await receiver.waitFor((one) => one.path === "/trail" && typeOf(one) === entry.action);
    const { type, data } = verifier.verify(body, headers as Record<string, string>) as WebhookBody;
    expect(type).toBe(entry.action);
    expect(data).toMatchObject({
      id: entry.id.replace("aud_", "evt_"),
      at: entry.at,
      actor: entry.actor,
      credential: entry.credential,
      request_id: entry.request_id,
      subject: { type: entry.target.type, id: entry.target.id },
      organization_id: org.id,
      workspace_id: entry.workspace_id,
      data: entry.data,
    });
  }
});
