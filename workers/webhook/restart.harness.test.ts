import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { CreatedOrganization, CreatedWebhook, RunDetail, WebhookBody } from "@cairn/sdk/schema";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type SignedIn, signIn } from "../test/support/sign-in.ts";
import { type PrivateStack, startPrivateStack } from "../test/support/stack.ts";

let own: PrivateStack;
beforeAll(async () => {
  own = await startPrivateStack();
});
afterAll(() => own.remove());

async function post<T>(person: SignedIn, path: string, json: unknown): Promise<T> {
  const response = await person.fetch(path, { method: "POST", json });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

test("what was on its way when the power was cut comes again after the restart, with the same id", { timeout: 120_000 }, async () => {
  const got: { id: string; body: WebhookBody }[] = [];
  const first = Promise.withResolvers<void>();
  const again = Promise.withResolvers<void>();
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      got.push({ id: String(request.headers["webhook-id"]), body: JSON.parse(Buffer.concat(parts).toString()) });
      // The first one is never answered: the stack dies while it waits.
      if (got.length === 1) return first.resolve();
      response.end();
      const times = got.filter(({ id }) => id === got[0]?.id).length;
      if (times > 1 && times < got.length) again.resolve();
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const person = await signIn({ email: `${crypto.randomUUID()}@example.org`, origin: own.origin });
  const org = await post<CreatedOrganization>(person, "/api/v1/orgs", { name: "Power" });
  await post<CreatedWebhook>(person, `/api/v1/orgs/${org.id}/webhooks`, { url, types: ["run.created"] });
  const runs = `/api/v1/orgs/${org.id}/workspaces/${org.workspace.id}/runs`;
  const one = await post<RunDetail>(person, runs, { experiment: "penguins" });
  await first.promise;
  // This one may still be in the outbox, in the queue or with the endpoint: all the same.
  const two = await post<RunDetail>(person, runs, { experiment: "penguins" });
  await own.kill();
  await own.start();
  await again.promise;
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
  const subjects = got.map(({ body }) => body.data.subject.id);
  expect(subjects.filter((id) => id === one.id)).toHaveLength(2);
  expect(subjects).toContain(two.id);
  expect(new Set(got.filter(({ body }) => body.data.subject.id === one.id).map(({ id }) => id)).size).toBe(1);
});
