import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook as Verifier } from "standardwebhooks";
import { afterAll, test, vi } from "vitest";
import { stack, startPrivateStack } from "../../../workers/test/support/stack.ts";
import { Cairn } from "../../src/client.ts";
import type { Page } from "../../src/schema/common.ts";
import type { Webhook, WebhookBody, WebhookMessage, WebhookMessageDetail } from "../../src/schema/webhooks.ts";
import { createOrganization, personAt } from "./harness-support.ts";
import { inProcess as cairn, start } from "./support.ts";

vi.setConfig({ testTimeout: 60_000 });

/** An organization of the test's own and a machine with a key for it. */
async function place(origin = stack().origin) {
  const { person, machine } = await personAt(origin);
  const { slug } = await createOrganization(person, "Hooks");
  const made = await person.fetch(`/api/v1/orgs/${slug}/keys`, { method: "POST", json: { name: "cli" } });
  const { secret } = (await made.json()) as { secret: string };
  Object.assign(machine.env, { CAIRN_API_KEY: secret, CAIRN_ORG: slug, CAIRN_WORKSPACE: "main" });
  const client = new Cairn({ url: origin, token: secret, organization: slug, workspace: "main" });
  const ok = async (...args: string[]) => {
    const ended = await cairn(machine, ["webhook", ...args]);
    if (ended.code !== 0) throw new Error(`cairn webhook ${args.join(" ")} ended with ${ended.code}: ${ended.stderr}`);
    return ended;
  };
  const json = async <T>(...args: string[]) => JSON.parse((await ok(...args, "--json")).stdout) as T;
  return { machine, client, ok, json };
}

/** A program on this machine that keeps what it gets; its answer can be changed. */
async function receiver() {
  const got: { headers: IncomingHttpHeaders; body: string }[] = [];
  const program = { status: 200 };
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => (body += part));
    request.on("end", () => {
      got.push({ headers: request.headers, body });
      response.writeHead(program.status).end();
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  afterAll(() => void server.close());
  const types = () => got.map(({ body }) => (JSON.parse(body) as WebhookBody).type);
  return Object.assign(program, { got, types, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` });
}

const until = <T>(look: () => T | Promise<T>) => vi.waitFor(look, { timeout: 20_000, interval: 50 });

test.concurrent("an endpoint is created, tried, changed, read, replayed and deleted", async ({ expect }) => {
  const { machine, ok, json } = await place();
  const target = await receiver();
  expect((await ok("list")).stderr).toContain("No endpoints.");
  const created = await ok(
    "create",
    target.url,
    "--description",
    "pager",
    "--events",
    "webhook.*,key.created",
    "--header",
    "x-team: vision",
  );
  expect(created.stdout).toMatch(/^whsec_\S+\n$/);
  expect((await ok("list")).stdout).toMatch(/^pager +enabled +webhook\.\*, key\.created/m);

  const triggered = await json<WebhookMessageDetail>("trigger", "pager", "run.finished");
  expect(triggered).toMatchObject({ type: "run.finished", status: "delivered", event: { test: true } });
  const [first] = target.got;
  expect(first?.headers["x-team"]).toBe("vision");
  new Verifier(created.stdout.trim()).verify(first?.body ?? "", first?.headers as Record<string, string>);
  const shown = await ok("attempts", "pager", triggered.id);
  expect(shown.stdout).toMatch(/^1 .* test .* 200/m);

  expect(await json<Webhook>("update", "pager", "--rate-limit", "5", "--events", "*")).toMatchObject({ rate_limit: 5, types: ["*"] });
  expect((await json<Webhook>("update", "pager", "--rate-limit", "0")).rate_limit).toBeNull();
  const rotated = await ok("rotate", "pager", "--overlap", "1");
  expect(rotated.stdout).toMatch(/^whsec_\S+\n$/);
  expect(rotated.stdout).not.toBe(created.stdout);

  target.status = 500;
  const failed = await cairn(machine, ["webhook", "trigger", "pager"]);
  expect(failed).toMatchObject({ code: 1, stderr: expect.stringContaining("Error: pager did not take it: 500") });
  const page = await json<Page<WebhookMessage>>("deliveries", "pager", "--status", "failed", "--type", "webhook.tested");
  expect(page.items).toHaveLength(1);
  target.status = 200;
  const id = page.items[0]?.id ?? "";
  await ok("replay", "pager", id);
  await until(async () => {
    const { status } = await json<WebhookMessageDetail>("attempts", "pager", id);
    expect(status).toBe("delivered");
  });
  const since = (await ok("replay", "pager", "--since", "1h", "--delivered")).stderr;
  expect(since).toMatch(/[1-9]\d* messages are sent to pager again\./);

  expect((await json<Webhook>("disable", "pager")).disabled?.reason).toBe("manual");
  expect((await cairn(machine, ["webhook", "replay", "pager", id])).code).toBe(6);
  expect((await ok("enable", "pager", "--resume")).stderr).toMatch(/Enabled pager\.\n\d+ messages? (is|are) sent now\./);
  expect((await cairn(machine, ["webhook", "delete", "pager"])).code).toBe(2);
  await ok("delete", "pager", "--yes");
  expect((await cairn(machine, ["webhook", "attempts", "pager", id])).code).toBe(3);
});

test.concurrent("endpoints of one workspace are its own, and mistakes say what to do", async ({ expect }) => {
  const { machine, ok, json } = await place();
  await ok("create", "http://127.0.0.1:9/", "--in-workspace", "--description", "mine", "--events", "run.*");
  expect((await json<Page<Webhook>>("list", "--in-workspace")).items[0]?.workspace_id).toMatch(/^ws_/);
  const fails = async (...args: string[]) => (await cairn(machine, ["webhook", ...args])).stderr;
  expect(await fails("create", "https://10.0.0.1/")).toContain("IP address");
  expect(await fails("create", "http://127.0.0.1:9/", "--events", "run.flew")).toContain("There is no type of event run.flew");
  expect(await fails("create", "http://127.0.0.1:9/", "--header", "x")).toContain("'name: value'");
  expect(await fails("trigger", "mine", "run.finishd")).toContain("Did you mean run.finished?");
  expect(await fails("update", "mine")).toContain("Say what is to change.");
  expect(await fails("replay", "mine")).toContain("Give the id of a message, or --since.");
  expect(await fails("replay", "mine", "--since", "soon")).toContain("--since must be a time");
  expect(await fails("listen", "--forward-to", "ftp://x")).toContain("--forward-to must be an address");
  expect(await fails("listen", "--forward-to", "localhost:1", "--secret", "x")).toContain("--secret must be whsec_");
  expect(await fails("rotate", "other")).toContain("There is no endpoint other.");
});

test.concurrent("listen relays events signed, one line each, goes on when the program fails, and ends with Ctrl-C", async ({ expect }) => {
  const { machine, client } = await place();
  const target = await receiver();
  await client.experiments.create({ name: "before" });
  const { child, ended, says } = start(machine, ["webhook", "listen", "--forward-to", target.url, "--events", "run.*", "--json"]);
  const secret = await says(/Signed with (\S+)/);
  await says(/(Ctrl-C ends it)/);
  const run = await client.runs.create({ experiment: "penguins" });
  await until(() => expect(target.types()).toEqual(["run.created"]));
  const [first] = target.got;
  const body = new Verifier(secret).verify(first?.body ?? "", first?.headers as Record<string, string>);
  expect(body).toMatchObject({ type: "run.created", data: { subject: { id: run.id }, data: { number: run.number } } });
  expect((body as WebhookBody).data).toMatchObject({
    organization_id: expect.stringMatching(/^org_/),
    workspace_id: expect.stringMatching(/^ws_/),
  });

  target.status = 500;
  await client.runs.finish(run.id);
  await until(() => expect(target.types()).toEqual(["run.created", "run.finished"]));
  target.status = 204;
  const many = await Promise.all(Array.from({ length: 30 }, () => client.runs.create({ experiment: "penguins" })));
  await until(() => expect(target.got).toHaveLength(2 + many.length));
  // As endpoints get them: each once.
  expect(new Set(target.got.map(({ headers }) => headers["webhook-id"])).size).toBe(2 + many.length);
  await until(() => expect(child.stdout).toBeTruthy());
  child.kill("SIGINT");
  const { code, stdout } = await ended;
  expect(code).toBe(130);
  const lines = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { status: number; event: { type: string } });
  expect(lines.slice(0, 2).map(({ status, event }) => [event.type, status])).toEqual([
    ["run.created", 200],
    ["run.finished", 500],
  ]);
});

test.concurrent("listen says when the program is not there, and signs with the secret it is given", async ({ expect }) => {
  const { machine, client } = await place();
  const secret = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
  const { child, ended, says } = start(machine, ["webhook", "listen", "--forward-to", "127.0.0.1:9", "--secret", secret]);
  expect(await says(/Signed with (\S+)/)).toBe(secret);
  await says(/(Ctrl-C ends it)/);
  let told = "";
  child.stdout?.on("data", (part) => (told += part));
  await client.experiments.create({ name: "seals" });
  await until(() => expect(told).toMatch(/experiment\.created +exp_\S+ {2}\S/));
  child.kill("SIGINT");
  expect((await ended).code).toBe(130);
});

test("listen leaves out nothing and sends nothing twice when the server goes away", async ({ expect }) => {
  const server = await startPrivateStack();
  try {
    const { machine, client } = await place(server.origin);
    const target = await receiver();
    const { child, ended, says } = start(machine, ["webhook", "listen", "--forward-to", target.url, "--events", "experiment.created"]);
    await says(/(Ctrl-C ends it)/);
    await client.experiments.create({ name: "first" });
    await until(() => expect(target.got).toHaveLength(1));
    await server.kill();
    await says(/(does not answer; trying again)/);
    await server.start();
    // Whether the socket is back by now or not.
    for (const name of ["second", "third"]) await client.experiments.create({ name });
    await until(() => expect(target.got).toHaveLength(3));
    await client.experiments.create({ name: "fourth" });
    await until(() => expect(target.got).toHaveLength(4));
    const names = target.got.map(({ body }) => (JSON.parse(body) as { data: { data: { name: string } } }).data.data.name);
    expect(names).toEqual(["first", "second", "third", "fourth"]);
    child.kill("SIGINT");
    expect((await ended).code).toBe(130);
  } finally {
    await server.remove();
  }
});
