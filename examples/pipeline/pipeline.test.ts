import { spawn } from "node:child_process";
import { once } from "node:events";
import { globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";

const base = mkdtempSync(join(tmpdir(), "cairn-pipeline-"));
afterAll(() => rmSync(base, { recursive: true, force: true }));

/** The example as its own process, on the SDK's sources. */
async function pipeline(root: string, ...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const main = join(import.meta.dirname, "main.ts");
  const sources = resolve(import.meta.dirname, "../../sdk/test/sources.mjs");
  const child = spawn(process.execPath, ["--import", sources, main, "--root", root, ...args], {
    cwd: base,
    env: { PATH: process.env.PATH ?? "" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { code, stdout, stderr };
}

/** Every output by its path, but for the markers, which say when it was made. */
const outputsIn = (root: string): { [path: string]: string } =>
  Object.fromEntries(
    globSync("**/*.{md,json,gz,npy,parquet}", { cwd: root })
      .filter((path) => !path.endsWith("done.json"))
      .sort()
      .map((path) => [path, readFileSync(join(root, path)).toString("base64")]),
  );

const first = join(base, "sequential/tasks");
let said: string;
beforeAll(async () => {
  const { code, stdout, stderr } = await pipeline(first, "--runner", "sequential");
  expect(stderr).toMatch(/success: 82 computed, 0 reused\.\n$/);
  expect(code).toBe(0);
  said = stdout;
}, 60_000);

test("reports what came out of the sweep, better than the more common answer", () => {
  expect(said).toContain("# Rain tomorrow in Seattle");
  expect(said).toContain("# Rain tomorrow in New York");
  const shares = [...said.matchAll(/right on ([\d.]+) %\n\(always saying the more common: ([\d.]+) %/g)];
  expect(shares).toHaveLength(2);
  for (const [, right, baseline] of shares) expect(Number(right)).toBeGreaterThan(Number(baseline));
  const kinds = new Set(Object.keys(outputsIn(first)).map((path) => path.replace(/^[^.]*\./, "")));
  expect([...kinds].sort()).toEqual(["json", "jsonl.gz", "md", "npy", "parquet"]);
});

test.each(["in-process", "threads", "processes"])("%s: the same outputs, byte by byte", { timeout: 120_000 }, async (runner) => {
  const root = join(base, runner, "tasks");
  const { code, stdout, stderr } = await pipeline(root, "--runner", runner, "--concurrency", "3");
  expect(stderr).toMatch(/success: 82 computed, 0 reused\.\n$/);
  expect(code).toBe(0);
  expect(stdout).toBe(said);
  const outputs = outputsIn(root);
  expect(Object.keys(outputs)).toHaveLength(82);
  expect(outputs).toEqual(outputsIn(first));
});

test.each(["sequential", "in-process", "threads", "processes"])("%s again: nothing is computed", { timeout: 60_000 }, async (runner) => {
  const { code, stdout, stderr } = await pipeline(first, "--runner", runner);
  expect(stderr).toMatch(/success: 0 computed, 2 reused\.\n$/);
  expect(code).toBe(0);
  expect(stdout).toBe(said);
});
