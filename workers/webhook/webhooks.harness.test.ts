import type {
  CreatedOrganization,
  CreatedWebhook,
  Page,
  RunDetail,
  WebhookBody,
  WebhookMessage,
  WebhookMessageDetail,
} from "@cairn/sdk/schema";
import { Webhook as Verifier } from "standardwebhooks";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startReceiver, typeOf } from "../test/support/receiver.ts";
import { type SignedIn, signIn } from "../test/support/sign-in.ts";

const receiver = startReceiver();
beforeAll(() => receiver.listen());
afterAll(() => receiver.close());

async function json<T>(answer: Promise<Response>): Promise<T> {
  const response = await answer;
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status} ${text}`);
  return (text === "" ? null : JSON.parse(text)) as T;
}

async function place(): Promise<{ person: SignedIn; org: CreatedOrganization; base: string }> {
  const person = await signIn({ email: `${crypto.randomUUID()}@example.org` });
  const org = await json<CreatedOrganization>(person.fetch("/api/v1/orgs", { method: "POST", json: { name: "Hooks" } }));
  return { person, org, base: `/api/v1/orgs/${org.id}` };
}

test("what happens in an organization and in its workspaces reaches an endpoint, signed as Standard Webhooks says", async () => {
  const { person, org, base } = await place();
  const made = await json<CreatedWebhook>(
    person.fetch(`${base}/webhooks`, {
      method: "POST",
      json: { url: receiver.url("/all"), types: ["run.*", "workspace.created"], headers: { "x-team": "vision" } },
    }),
  );
  const run = await json<RunDetail>(
    person.fetch(`${base}/workspaces/${org.workspace.id}/runs`, { method: "POST", json: { experiment: "penguins" } }),
  );
  await json(person.fetch(`${base}/workspaces`, { method: "POST", json: { name: "Second" } }));
  const ofRun = await receiver.waitFor((one) => one.path === "/all" && typeOf(one) === "run.created");
  const ofSpace = await receiver.waitFor((one) => one.path === "/all" && typeOf(one) === "workspace.created");
  const verifier = new Verifier(made.secret);
  for (const { body, headers } of [ofRun, ofSpace]) {
    const event = verifier.verify(body, headers as Record<string, string>) as WebhookBody;
    expect(event.data).toMatchObject({ id: headers["webhook-id"], type: event.type, at: event.timestamp, organization_id: org.id });
    expect(headers).toMatchObject({ "content-type": "application/json", "x-team": "vision" });
  }
  expect((JSON.parse(ofRun.body) as WebhookBody).data).toMatchObject({
    workspace_id: org.workspace.id,
    subject: { type: "run", id: run.id },
    data: { name: run.name, experiment: { name: "penguins" } },
  });
  expect(() => verifier.verify(ofRun.body.replace("run.created", "run.crashed"), ofRun.headers as Record<string, string>)).toThrow();
  const list = `${base}/webhooks/${made.id}/messages`;
  const detail = await json<WebhookMessageDetail>(person.fetch(`${list}/${ofRun.headers["webhook-id"]}`));
  expect(detail.history).toMatchObject([
    { number: 1, cause: "schedule", status: 200, response_body: "thanks", request_headers: { "x-team": "…" }, error: null },
  ]);
  const { items } = await json<Page<WebhookMessage>>(person.fetch(`${list}?status=delivered`));
  expect(items.map(({ type }) => type).sort()).toEqual(["run.created", "workspace.created"]);
});
