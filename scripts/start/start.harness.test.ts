import { spawn } from "node:child_process";
import { once } from "node:events";
import { statSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type PrivateStack, startPrivateStack } from "../../workers/test/support/stack.ts";
import { readHolder } from "../stack/holder.ts";
import { root } from "../stack/paths.ts";
import { freePort } from "../stack/ports.ts";
import { processInfo } from "../stack/processes.ts";

let own: PrivateStack;
beforeAll(async () => {
  own = await startPrivateStack();
});
afterAll(() => own.remove());

/** Starts once more and waits for its end. */
async function startOnce(env: Record<string, string>): Promise<{ code: number; output: string }> {
  const child = spawn(process.execPath, [join(root, "scripts/start/main.ts"), "--no-demo", "--no-build"], {
    env: { ...process.env, ...env },
  });
  let output = "";
  child.stdout.on("data", (chunk) => (output += chunk));
  child.stderr.on("data", (chunk) => (output += chunk));
  const [code] = await once(child, "close");
  return { code, output };
}

const processes = (): { node: number; workerd: number } => {
  const holder = readHolder(own.stateDir);
  return { node: holder?.process.pid ?? 0, workerd: holder?.workerd?.pid ?? 0 };
};

test("answers under the origin that it printed, and prints a line for it", async () => {
  expect(own.output()).toContain(`Ready on ${own.origin}\n`);
  const response = await fetch(`${own.origin}/api/v1/openapi.json`);
  expect(response.status).toBe(200);
  await expect.poll(() => own.output()).toMatch(/^\d\d:\d\d:\d\d GET \/api\/v1\/openapi\.json 200 \d+ ms \S+/m);
});

test("the secrets are readable by their owner only", () => {
  for (const name of ["secrets.json", "running.json"]) expect(statSync(join(own.stateDir, name)).mode & 0o077).toBe(0);
});

test("a second start on the same state says who runs there", async () => {
  const { code, output } = await startOnce({ PORT: String(await freePort()), CAIRN_STATE: own.stateDir });
  expect(code).toBe(1);
  expect(output).toContain(`already running on ${own.stateDir}: ${own.origin}`);
});

test("a taken port is one sentence", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  const { code, output } = await startOnce({ PORT: String(port), CAIRN_STATE: join(own.stateDir, "other") });
  server.close();
  expect(code).toBe(1);
  expect(output.trim()).toBe(`Port ${port} is already in use by another program. Stop it, or set PORT to a free port.`);
});

test("a start after kill -9 ends the workerd that was left, and finds the data", async () => {
  const before = processes();
  process.kill(before.node, "SIGKILL");
  await expect.poll(() => processInfo(before.node)).toBeUndefined();
  expect(processInfo(before.workerd)).toBeDefined();
  await own.start();
  expect(processInfo(before.workerd)).toBeUndefined();
  expect((await fetch(`${own.origin}/api/v1/openapi.json`)).status).toBe(200);
});

test("stops within 5 s and leaves no process", async () => {
  const before = processes();
  const started = Date.now();
  await own.stop();
  expect(Date.now() - started).toBeLessThan(5000);
  expect(own.output()).toMatch(/Stopped\n$/);
  expect(processInfo(before.workerd)).toBeUndefined();
  await expect(fetch(own.origin)).rejects.toThrow();
});
