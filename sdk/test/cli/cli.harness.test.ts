import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test, vi } from "vitest";
import { stack } from "../../../workers/test/support/stack.ts";
import { createOrganization, deviceLogin, personAt } from "./harness-support.ts";
import { inProcess as cairn, start } from "./support.ts";

// Waits, not work: a code is polled for every five seconds, and all tests sign in side by side.
vi.setConfig({ testTimeout: 60_000 });

test.concurrent("a newcomer signs in with a code, makes an organization, and works in it", async ({ expect }) => {
  const { person, machine } = await personAt(stack().origin);
  const login = await deviceLogin(machine, person, "approve");
  expect(login).toMatchObject({ code: 0, stdout: "" });
  expect(login.stderr).toContain(`Ada Lovelace <${person.email}>`);
  expect(login.stderr).toContain('cairn org create "Acme Research"');

  const slug = `acme-${crypto.randomUUID().slice(0, 8)}`;
  expect(await cairn(machine, ["org", "create", "Acme", "--slug", slug])).toMatchObject({ code: 0, stdout: `${slug}\n` });
  expect(JSON.parse((await cairn(machine, ["whoami", "--json"])).stdout)).toMatchObject({
    organization: slug,
    workspace: "main",
    me: { user: { email: person.email } },
  });
  expect((await cairn(machine, ["org", "create", "Again", "--slug", slug])).code).toBe(6);

  expect(await cairn(machine, ["workspace", "create", "Vision", "--use"])).toMatchObject({ code: 0, stdout: "vision\n" });
  const workspaces = JSON.parse((await cairn(machine, ["workspace", "list", "--json"])).stdout);
  expect(workspaces.items.map((each: { slug: string }) => each.slug).toSorted()).toEqual(["main", "vision"]);
  expect((await cairn(machine, ["workspace", "list"])).stdout).toMatch(/^\* {2}vision /m);
  expect((await cairn(machine, ["org", "members"])).stdout).toContain(person.email);

  expect((await cairn(machine, ["org", "invite", "grace@example.org", "--role", "viewer"])).stderr).toContain("Invited grace@example.org");
  expect((await cairn(machine, ["org", "invite", "grace@example.org"])).code).toBe(6);
  expect((await cairn(machine, ["org", "invite", "nobody"])).code).toBe(2);

  const created = await cairn(machine, [
    "api",
    "POST",
    "/orgs/{org}/workspaces/{workspace}/runs",
    "-d",
    '{"experiment":"penguins","params":{"lr":0.05}}',
  ]);
  const run = JSON.parse(created.stdout);
  expect((await cairn(machine, ["run", "list", "--experiment", "penguins"])).stdout).toContain(run.id);
  expect((await cairn(machine, ["run", "show", run.id])).stdout).toContain("penguins");
  expect(JSON.parse((await cairn(machine, ["run", "show", run.id, "--json"])).stdout)).toMatchObject({ id: run.id, params: { lr: 0.05 } });
  expect((await cairn(machine, ["run", "show", "run_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c"])).code).toBe(3);

  await cairn(machine, ["api", "PUT", "/orgs/{org}/workspaces/{workspace}/target-roots/default", "-d", '{"uri":"s3://acme/vision"}']);
  expect((await cairn(machine, ["target-root", "sync"])).stderr).toContain("Synced 1 target root");
  expect((await cairn(machine, ["target-root", "list", "--cached"])).stdout).toContain("s3://acme/vision");
});

test.concurrent("a key is created, works, and is refused after it was revoked", async ({ expect }) => {
  const { person, machine } = await personAt(stack().origin);
  const { slug } = await createOrganization(person, "Keys");
  await deviceLogin(machine, person, "approve");
  const created = await cairn(machine, ["key", "create", "ci", "--only-workspace", "main", "--action", "run.read", "--expires", "7"]);
  expect(created.stdout).toMatch(/^cairn_[a-z]+_\w+\n$/);
  const program = {
    ...machine,
    env: {
      ...machine.env,
      CAIRN_CONFIG_DIR: join(machine.home, "other"),
      CAIRN_API_KEY: created.stdout.trim(),
      CAIRN_ORG: slug,
      CAIRN_WORKSPACE: "main",
    },
  };
  expect(await cairn(program, ["run", "list", "--json"])).toMatchObject({ code: 0, stdout: '{"items":[],"next_cursor":null,"total":0}\n' });
  expect((await cairn(program, ["workspace", "create", "No"])).code).toBe(5);
  expect((await cairn(machine, ["key", "list"])).stdout).toContain("active");
  expect((await cairn(machine, ["key", "revoke", "ci", "--yes"])).code).toBe(0);
  const refused = await cairn(program, ["run", "list"]);
  expect(refused.code).toBe(4);
  expect(refused.stderr).toContain("Error: The API key in CAIRN_API_KEY was revoked.");
});

test.concurrent("the first run selects the only organization, and asks for one of several", async ({ expect }) => {
  const { person, machine } = await personAt(stack().origin);
  const { slug } = await createOrganization(person, "First");
  expect((await deviceLogin(machine, person, "approve")).stderr).toContain(`Working in ${slug}/main.`);
  await createOrganization(person, "Second");
  const other = { ...machine, env: { ...machine.env, CAIRN_CONFIG_DIR: join(machine.home, "other") } };
  const login = await deviceLogin(other, person, "approve");
  expect(login.code).toBe(2);
  expect(login.stderr).toContain("Say which organization");
  expect((await cairn(other, ["org", "use", slug])).stderr).toContain(`Working in ${slug}/main.`);
});

test.concurrent("a denied code signs nobody in", async ({ expect }) => {
  const { person, machine } = await personAt(stack().origin);
  const { code, stderr } = await deviceLogin(machine, person, "deny");
  expect(code).toBe(4);
  expect(stderr).toContain("The sign-in was denied in the browser.");
  expect((await cairn(machine, ["whoami"])).code).toBe(4);
});

test.concurrent("through the browser: the person allows it on the page, and the answer comes back to the loopback address", async ({
  expect,
}) => {
  const { person, machine } = await personAt(stack().origin);
  const { ended, says } = start(machine, ["login", "--browser", "--no-open"]);
  const url = new URL(await says(/^ {2}(http\S+)/m));
  const consent = await person.fetch(url.pathname + url.search);
  const at = new URL(consent.headers.get("location") ?? "", url);
  const authorization = /authz_[0-9a-f-]+/.exec(at.href)?.[0];
  const decided = await person.fetch(`/api/v1/authorizations/${authorization}/decision`, { method: "POST", json: { decision: "approve" } });
  const { redirect_to } = (await decided.json()) as { redirect_to: string };
  const page = await fetch(redirect_to);
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining("Signed in")]);
  expect(await ended).toMatchObject({ code: 0 });
  expect((await cairn(machine, ["whoami"])).stdout).toContain(person.email);
});

test.concurrent("logout ends the sign-in everywhere, at once", async ({ expect }) => {
  const { person, machine } = await personAt(stack().origin);
  await deviceLogin(machine, person, "approve");
  const stored = JSON.parse(readFileSync(join(machine.home, "config/credentials.json"), "utf8")).hosts[stack().origin];
  expect((await cairn(machine, ["logout"])).code).toBe(0);
  const copy = { ...machine, env: { ...machine.env, CAIRN_TOKEN: stored.access_token } };
  const { code, stderr } = await cairn(copy, ["org", "list"]);
  expect(code).toBe(4);
  expect(stderr).toContain("token_revoked");
});

test.concurrent("a new login ends the one before it on this machine", async ({ expect }) => {
  const { person, machine } = await personAt(stack().origin);
  await deviceLogin(machine, person, "approve");
  await deviceLogin(machine, person, "approve");
  const { items } = JSON.parse((await cairn(machine, ["api", "GET", "/me/grants"])).stdout);
  expect(items.length).toBe(1);
  expect(items[0]).toMatchObject({ current: true });
});

test.concurrent("the token is renewed on demand, and the old one is not needed any more", async ({ expect }) => {
  const { person, machine } = await personAt(stack().origin);
  await deviceLogin(machine, person, "approve");
  const token = () => JSON.parse(readFileSync(join(machine.home, "config/credentials.json"), "utf8")).hosts[stack().origin].access_token;
  const before = token();
  expect((await cairn(machine, ["token", "refresh"])).code).toBe(0);
  expect(token()).not.toBe(before);
  expect((await cairn(machine, ["whoami"])).code).toBe(0);
});

test.concurrent("20 processes after expiry make one refresh and all succeed", async ({ expect }) => {
  const { person, machine } = await personAt(stack().origin);
  await deviceLogin(machine, person, "approve");
  const file = join(machine.home, "config/credentials.json");
  const stored = JSON.parse(readFileSync(file, "utf8"));
  stored.hosts[stack().origin].expires_at = new Date(Date.now() - 1000).toISOString();
  writeFileSync(file, JSON.stringify(stored));
  const all = await Promise.all(Array.from({ length: 20 }, () => start(machine, ["whoami", "--debug"]).ended));
  expect(all.map(({ code }) => code)).toEqual(Array(20).fill(0));
  expect(all.flatMap(({ stderr }) => stderr.match(/^> POST .*\/api\/oauth\/token$/gm) ?? []).length).toBe(1);
});
