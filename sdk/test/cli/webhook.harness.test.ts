import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { stack } from "../../../workers/test/support/stack.ts";
import type { Page } from "../../src/schema/common.ts";
import type { CreatedWebhook, MessageCount, WebhookMessage, WebhookMessageDetail } from "../../src/schema/webhooks.ts";
import { type CairnEvent, nodeWebhook } from "../../src/webhooks/index.ts";
import { createOrganization, personAt } from "./harness-support.ts";
import { inProcess as cairn, start } from "./support.ts";

vi.setConfig({ testTimeout: 60_000 });

/** A program on this machine that verifies what comes; the secret is told to it later, as to one that starts first. */
const secrets: string[] = [];
const got: CairnEvent[] = [];
let onEvent: () => void = () => undefined;
const server = createServer((request, response) =>
  nodeWebhook({ secret: secrets }, (event) => {
    got.push(event);
    onEvent();
  })(request, response),
);
beforeAll(() => new Promise<void>((done) => server.listen(0, "127.0.0.1", done)));
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
const arrives = (wanted: (event: CairnEvent) => boolean) =>
  new Promise<CairnEvent>((done) => {
    onEvent = () => {
      const found = got.find(wanted);
      if (found) done(found);
    };
    onEvent();
  });

async function place() {
  const { person, machine } = await personAt(stack().origin);
  const { slug } = await createOrganization(person, "Hooks");
  const made = await person.fetch(`/api/v1/orgs/${slug}/keys`, { method: "POST", json: { name: "cli" } });
  const { secret } = (await made.json()) as { secret: string };
  Object.assign(machine.env, { CAIRN_API_KEY: secret, CAIRN_ORG: slug, CAIRN_WORKSPACE: "main" });
  const ok = async (...args: string[]) => {
    const ended = await cairn(machine, args);
    if (ended.code !== 0) throw new Error(`cairn ${args.join(" ")} ended with ${ended.code}: ${ended.stderr}`);
    return ended;
  };
  const json = async <T>(...args: string[]) => JSON.parse((await ok(...args, "--json")).stdout) as T;
  return { machine, ok, json };
}

test("an endpoint is created, tried, looked at, replayed and given a new secret", async () => {
  const { machine, ok, json } = await place();
  const made = await json<CreatedWebhook>("webhook", "create", url(), "--type", "experiment.*", "--in-workspace");
  secrets.push(made.secret);
  expect(made).toMatchObject({ types: ["experiment.*"], format: "plain" });
  expect((await ok("webhook", "list")).stdout).toContain(made.id);
  expect((await ok("webhook", "trigger", made.id, "--type", "run.finished")).stderr).toContain("It answered 200");
  await ok("experiment", "create", "penguins");
  const event = await arrives((one) => one.type === "experiment.created");
  expect(event.data).toEqual({ name: "penguins" });
  const { items } = await json<Page<WebhookMessage>>("webhook", "deliveries", made.id);
  expect(items.map(({ type }) => type).sort()).toEqual(["experiment.created", "run.finished"]);
  expect((await json<WebhookMessageDetail>("webhook", "deliveries", made.id, event.id)).event).toMatchObject({ id: event.id });
  got.length = 0;
  await ok("webhook", "replay", made.id, event.id);
  await arrives((one) => one.id === event.id);
  expect(await json<MessageCount>("webhook", "replay", made.id, "--since", "1h")).toEqual({ count: 0 });
  const rotated = await ok("webhook", "rotate", made.id, "--overlap", "0");
  expect(rotated.stdout.trim()).toMatch(/^whsec_/);
  // The program knows only the former secret, which signs no more.
  const refused = await cairn(machine, ["webhook", "trigger", made.id]);
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining("It answered 400")]);
});

test("listen relays what happens in the workspace to a program here, signed", async () => {
  const { machine, ok } = await place();
  const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  secrets.push(secret);
  const listening = start(machine, ["webhook", "listen", "--forward-to", url(), "--secret", secret, "--type", "experiment.*"]);
  await listening.says(/(Relaying) experiment\.\*/);
  await ok("experiment", "create", "relayed");
  const event = await arrives((one) => one.type === "experiment.created" && one.data.name === "relayed");
  expect(event).toMatchObject({
    subject: { type: "experiment" },
    organization_id: expect.stringMatching(/^org_/),
    workspace_id: expect.stringMatching(/^ws_/),
  });
  await listening.says(/experiment\.created \S+ → (200)/);
  listening.child.kill("SIGINT");
  expect((await listening.ended).stdout).toContain(secret);
});
