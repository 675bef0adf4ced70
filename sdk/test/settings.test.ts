import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { afterAll, expect, test } from "vitest";
import { json, TestApi } from "./support/api.ts";

const run = promisify(execFile);
const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "cairn-settings-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const program = (sdk: string) => `
import { cairn } from ${JSON.stringify(sdk)};
try {
  await cairn.runs.get("run_1");
} catch (error) {
  console.log(error.name + ": " + error.message);
}`;

/** Runs a program with no settings but these. */
const start = (args: string[], env: Record<string, string>) =>
  run(process.execPath, args, { cwd: folder, env: { PATH: process.env.PATH, HOME: folder, CAIRN_CONFIG_DIR: folder, ...env } });

const settings = (url: string) => ({
  CAIRN_URL: url,
  CAIRN_API_KEY: "cairn_svc_of_this_machine",
  CAIRN_ORG: "acme",
  CAIRN_WORKSPACE: "vision",
});

test("without options the client takes the settings of the machine", async () => {
  await using api = await new TestApi((_, answer) => json(answer, 200, {})).start();
  const args = ["--input-type=module", "--eval", program(at("../src/index.ts"))];
  const { stdout } = await start(args, settings(api.url));
  expect(stdout).toBe("");
  expect(api.seen).toMatchObject([
    { path: "/api/v1/orgs/acme/workspaces/vision/runs/run_1", headers: { authorization: "Bearer cairn_svc_of_this_machine" } },
  ]);
  expect((await start(args, { CAIRN_URL: api.url })).stdout).toMatch(/^ConfigurationError: No organization is set\..*CAIRN_ORG/);
});

test("a program bundled into one file takes them from the environment", async () => {
  await using api = await new TestApi((_, answer) => json(answer, 200, {})).start();
  const outfile = join(folder, "bundled.mjs");
  const stdin = { contents: program(at("../src/index.ts")), resolveDir: folder };
  await build({ stdin, bundle: true, format: "esm", platform: "node", outfile, logLevel: "silent" });
  expect((await start([outfile], settings(api.url))).stdout).toBe("");
  expect(api.seen[0]?.headers.authorization).toBe("Bearer cairn_svc_of_this_machine");
  expect((await start([outfile], {})).stdout).toMatch(/^ConfigurationError: No server is set\./);
});
