import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type PrivateStack, startPrivateStack } from "../../../workers/test/support/stack.ts";
import { deviceLogin, personAt, type TestMachine } from "./harness-support.ts";
import { cairn } from "./support.ts";

/** A server whose access tokens live five seconds, the shortest it allows. */
let own: PrivateStack;
beforeAll(async () => {
  own = await startPrivateStack({ env: { CAIRN_ACCESS_TOKEN_TTL_S: "5", CAIRN_RATE_SIGN_IN: "100000" } });
});
afterAll(() => own.remove());

const file = (machine: TestMachine) => join(machine.home, "config/credentials.json");
const credential = (machine: TestMachine) => JSON.parse(readFileSync(file(machine), "utf8")).hosts[own.origin];
const refreshes = () => own.output().match(/POST \/api\/oauth\/token 200/g)?.length ?? 0;

test("an expired token that cannot be renewed: when, why, the command, exit code 4", async () => {
  const { person, machine } = await personAt(own.origin);
  await deviceLogin(machine, person, "approve");
  const alone = { ...machine, env: { ...machine.env, CAIRN_TOKEN: credential(machine).access_token } };
  let ended = await cairn(alone, ["org", "list"]);
  for (const end = Date.now() + 20_000; ended.code === 0 && Date.now() < end; ) ended = await cairn(alone, ["org", "list"]);
  expect(ended).toMatchObject({ code: 4, stdout: "" });
  expect(ended.stderr).toMatch(/^Error: Your token in CAIRN_TOKEN expired on \d{4}-\d\d-\d\d \d\d:\d\d \(UTC\)\.\n/);
  expect(ended.stderr).toContain("code token_expired, request req_");
  expect(ended.stderr).toContain("then run: cairn login");
});

test("20 processes after expiry make one refresh and all succeed", async () => {
  const { person, machine } = await personAt(own.origin);
  await deviceLogin(machine, person, "approve");
  // The server's clock and ours say the same from here on: the token is over.
  const stored = JSON.parse(readFileSync(file(machine), "utf8"));
  stored.hosts[own.origin].expires_at = new Date(Date.now() - 1000).toISOString();
  writeFileSync(file(machine), JSON.stringify(stored));
  const before = refreshes();
  const all = await Promise.all(Array.from({ length: 20 }, () => cairn(machine, ["whoami", "--json"])));
  expect(all.map(({ code, stderr }) => ({ code, stderr }))).toEqual(Array(20).fill({ code: 0, stderr: "" }));
  expect(refreshes()).toBeGreaterThan(before);
});

test("an ended sign-in is said to have ended, and stays ended", async () => {
  const { person, machine } = await personAt(own.origin);
  await deviceLogin(machine, person, "approve");
  const { items } = JSON.parse((await cairn(machine, ["api", "GET", "/me/grants"])).stdout);
  await person.fetch(`/api/v1/me/grants/${items[0].id}`, { method: "DELETE" });
  for (let i = 0; i < 2; i++) {
    const { code, stderr } = await cairn(machine, ["org", "list"]);
    expect(code).toBe(4);
    expect(stderr).toMatch(/Your sign-in to \S+ (was ended|expired on)/);
    expect(stderr).toContain("Run: cairn login");
  }
});
