import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { freePort } from "../../../scripts/stack/ports.ts";
import { type Stack, startStack } from "../../../scripts/stack/stack.ts";
import { deviceLogin, personAt, type TestMachine } from "./harness-support.ts";
import { cairn, inProcess } from "./support.ts";

vi.setConfig({ testTimeout: 60_000 });

/** A server whose access tokens live five seconds, the shortest it allows. */
let own: Stack;
let stateDir: string;

beforeAll(async () => {
  stateDir = mkdtempSync(join(tmpdir(), "cairn-test-"));
  own = await startStack({
    port: await freePort(),
    idpPort: await freePort(),
    stateDir,
    apiOnly: true,
    vars: { CAIRN_ACCESS_TOKEN_TTL_S: "5", CAIRN_RATE_SIGN_IN: "100000" },
    onLog: () => undefined,
  });
});
afterAll(async () => {
  await own.close();
  rmSync(stateDir, { recursive: true, force: true });
});

const file = (machine: TestMachine) => join(machine.home, "config/credentials.json");
const credential = (machine: TestMachine) => JSON.parse(readFileSync(file(machine), "utf8")).hosts[own.origin];

test("an expired token that cannot be renewed: when, why, the command, exit code 4", async () => {
  const { person, machine } = await personAt(own.origin);
  await deviceLogin(machine, person, "approve");
  const alone = { ...machine, env: { ...machine.env, CAIRN_TOKEN: credential(machine).access_token } };
  await expect.poll(async () => (await inProcess(alone, ["org", "list"])).code, { timeout: 20_000 }).toBe(4);
  const ended = await cairn(alone, ["org", "list"]);
  expect(ended).toMatchObject({ code: 4, stdout: "" });
  expect(ended.stderr).toMatch(/^Error: Your token in CAIRN_TOKEN expired on \d{4}-\d\d-\d\d \d\d:\d\d \(UTC\)\.\n/);
  expect(ended.stderr).toContain("code token_expired, request ");
  expect(ended.stderr).toContain("then run: cairn login");
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
