import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { Cairn, type RunOptions } from "../src/index.ts";
import { levelOf } from "../src/run/node/console.ts";
import { parseSubmodules } from "../src/run/node/git.ts";
import { parseGpus } from "../src/run/node/gpu.ts";
import { findPackages } from "../src/run/node/packages.ts";
import { parseDisks, parseMemory, parseNetwork } from "../src/run/node/proc.ts";
import { TestApi } from "./support/api.ts";
import { RunStore } from "./support/run-store.ts";

const folder = mkdtempSync(join(tmpdir(), "cairn-node-"));
process.env.CAIRN_JOURNAL_DIR = join(folder, "journal");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function setUp(options: Partial<RunOptions> = {}, onExchange?: () => void) {
  const store = new RunStore();
  const api = await new TestApi(store.handle).start();
  const cairn = new Cairn({ url: api.url, organization: "acme", workspace: "vision", onExchange });
  const run = await cairn.run({ experiment: "e", environment: false, handleExit: false, console: false, system: false, ...options });
  return { store, api, cairn, run, [Symbol.asyncDispose]: () => api.stop() };
}

test("GPUs are told and measured where there is nvidia-smi", async () => {
  const bin = join(folder, "bin");
  mkdirSync(bin);
  // Answers as the real one does, also with a GPU that does not tell its power.
  const rows = ["0, NVIDIA A100-SXM4-80GB, 87, 1024, 81920, 61, 249.31", "1, NVIDIA T4, 3, 0, 15360, 40, [N/A]"];
  writeFileSync(
    join(bin, "nvidia-smi"),
    `#!/bin/sh\necho "$@" >> ${join(folder, "asked")}\n${rows.map((row) => `echo "${row}"`).join("\n")}\n`,
  );
  chmodSync(join(bin, "nvidia-smi"), 0o755);
  const path = process.env.PATH;
  process.env.PATH = `${bin}${delimiter}${path}`;
  try {
    await using t = await setUp({ environment: undefined, diff: "none", system: { intervalS: 0.1 } });
    expect(t.store.run.create.environment.gpus).toEqual([
      { name: "NVIDIA A100-SXM4-80GB", memory_bytes: 81_920 * 1024 ** 2 },
      { name: "NVIDIA T4", memory_bytes: 15_360 * 1024 ** 2 },
    ]);
    const last = (key: string) => t.store.run.points.findLast((point) => point.key === key)?.value;
    await vi.waitFor(() => expect(last("system/gpu_0_percent")).toBe(87), { timeout: 15_000 });
    expect(last("system/gpu_0_memory_bytes")).toBe(1024 ** 3);
    expect(last("system/gpu_0_power_watts")).toBe(249.31);
    expect(last("system/gpu_1_temperature_celsius")).toBe(40);
    expect(last("system/gpu_1_power_watts")).toBeUndefined();
    await t.run.finish();
    expect(t.store.run.summary["system/peak_gpu_memory_bytes"]).toBe(1024 ** 3);
  } finally {
    process.env.PATH = path;
  }
});

test("broken answers of nvidia-smi are no GPUs", () => {
  expect(parseGpus("NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.\n")).toEqual([]);
  expect(parseGpus("")).toEqual([]);
});

test("what callbacks of the client print is not recorded, or recording it would never end", async () => {
  let exchanges = 0;
  await using t = await setUp({ console: true, flushIntervalMs: 1 }, () => {
    exchanges++;
    console.log("exchange");
    process.stdout.write("an exchange\n");
  });
  process.stdout.write("a line of the program\n");
  await t.run.flush();
  await t.run.finish();
  expect(t.store.run.lines.map((line) => line.text)).toEqual(["a line of the program"]);
  expect(exchanges).toBeLessThan(10);
});

test("two runs of one process both get its lines, and the streams are as before after the last", async () => {
  const before = process.stderr.write;
  await using one = await setUp({ console: true });
  await using two = await setUp({ console: true });
  process.stderr.write("both\n");
  await one.run.finish();
  process.stderr.write("second\n");
  await two.run.finish();
  expect(process.stderr.write).toBe(before);
  expect(one.store.run.lines.map((line) => line.text)).toEqual(["both"]);
  expect(two.store.run.lines.map((line) => line.text)).toEqual(["both", "second"]);
});

test("a line without end is cut, and a progress bar that never ends its line costs no memory", async () => {
  await using t = await setUp({ console: true });
  const printed = vi.spyOn(process.stdout, "write").mockImplementation(() => true);
  await t.run.finish();
  printed.mockRestore();
  await using u = await setUp({ console: true });
  process.stdout.write(`${"x".repeat(20_000)}\n`);
  for (let i = 0; i < 20_000; i++) process.stdout.write(`\r${i} of 20000`);
  process.stdout.write("\n");
  await u.run.finish();
  const [long, bar] = u.store.run.lines.map((line) => line.text);
  expect(long?.length).toBeLessThanOrEqual(16_000);
  expect(long).toContain("more characters]");
  expect(bar).toBe("19999 of 20000");
});

test("when too much waits, lines are left out and counted, and the program is not disturbed", async () => {
  await using t = await setUp({ console: true, journal: false, maxBufferedPoints: 50, flushIntervalMs: 60_000 });
  for (let i = 0; i < 200; i++) process.stdout.write(`line ${i}\n`);
  await t.run.flush();
  process.stdout.write("more\n");
  await t.run.finish();
  const texts = t.store.run.lines.map((line) => line.text);
  expect(texts[0]).toBe("line 0");
  const dropped = Number(/left out (\d+) lines/.exec(texts.find((text) => text.includes("left out")) ?? "")?.[1]);
  expect(dropped + texts.filter((text) => text.startsWith("line ")).length).toBe(200);
  expect(texts.at(-1)).toBe("more");
});

test.each([
  ["all is well", "stdout", "info"],
  ["all is well", "stderr", "warning"],
  ["[ERROR] no space", "stdout", "error"],
  ["TypeError: x is not a function", "stderr", "error"],
  ["UserWarning: deprecated", "stderr", "warning"],
  ["WARN slow", "stdout", "warning"],
  ["DEBUG: 7", "stderr", "debug"],
  ["\x1b[31mERROR\x1b[39m no space", "stdout", "error"],
  ["\x1b[38;2;255;0;0m\x1b[1mwarn\x1b[22m\x1b[39m slow", "stdout", "warning"],
  ["\x1b[90m[12:00:00]\x1b[0m \x1b[36mdebug\x1b[0m: 7", "stdout", "debug"],
  ["\x1b[32mall is well\x1b[39m", "stdout", "info"],
  [`${"\x1b[1m\x1b[22m".repeat(20)}${"x".repeat(110)} error`, "stdout", "error"],
  [`${"x ".repeat(100)}error`, "stdout", "info"],
] as const)("the level of %j on %s is taken for %s", (text, stream, level) => {
  expect(levelOf(text, stream)).toBe(level);
});

test("packages come from the nearest lock file, those at the top alone", () => {
  const program = join(folder, "app/src/deep");
  mkdirSync(join(folder, "app/node_modules"), { recursive: true });
  mkdirSync(program, { recursive: true });
  const packages = {
    "": { version: "1.0.0" },
    "node_modules/a": { version: "1.2.3" },
    "node_modules/@scope/b": { version: "2.0.0" },
    "node_modules/a/node_modules/c": { version: "0.1.0" },
    "node_modules/linked": { link: true },
  };
  writeFileSync(join(folder, "app/node_modules/.package-lock.json"), JSON.stringify({ packages }));
  expect(findPackages(join(program, "train.ts"))).toEqual({ a: "1.2.3", "@scope/b": "2.0.0" });
});

test("packages that another tool installed are those that package.json asks for", () => {
  const app = join(folder, "pnpm");
  const install = (name: string, version: string) => {
    mkdirSync(join(app, "node_modules", name), { recursive: true });
    writeFileSync(join(app, "node_modules", name, "package.json"), JSON.stringify({ name, version }));
  };
  mkdirSync(join(app, "src"), { recursive: true });
  writeFileSync(join(app, "package.json"), JSON.stringify({ dependencies: { a: "^1", gone: "1" }, devDependencies: { "@scope/b": "*" } }));
  expect(findPackages(join(app, "src/train.ts"))).toBeNull();
  install("a", "1.2.3");
  install("@scope/b", "2.0.0");
  install("not-asked", "9.0.0");
  expect(findPackages(join(app, "src/train.ts"))).toEqual({ a: "1.2.3", "@scope/b": "2.0.0" });
});

test("submodules are told by path", () => {
  const text = ` ${"a".repeat(40)} libs/one (v1.0)\n+${"b".repeat(40)} libs/two words (heads/main)\n-${"c".repeat(40)} libs/three\n`;
  expect(parseSubmodules(text)).toEqual({ "libs/one": "a".repeat(40), "libs/two words": "b".repeat(40), "libs/three": "c".repeat(40) });
});

test("counters of Linux: whole disks once, no loopback, memory without caches", () => {
  const disks =
    "   8 0 sda 10 0 100 5 20 0 200 5 0 0 0\n   8 1 sda1 9 0 90 5 19 0 190 5 0 0 0\n 259 0 nvme0n1 1 0 8 0 1 0 16 0 0 0 0\n 253 0 dm-0 1 0 999 0 1 0 999 0\n";
  expect(parseDisks(disks)).toEqual({ diskRead: 108 * 512, diskWritten: 216 * 512 });
  expect(parseDisks(null)).toEqual({ diskRead: null, diskWritten: null });
  const net =
    "Inter-|   Receive  |  Transmit\n face |bytes packets\n    lo: 999 1 0 0 0 0 0 0 999 1\n  eth0: 1000 1 0 0 0 0 0 0 2000 1 0\n eth1:5 1 0 0 0 0 0 0 7 1\n";
  expect(parseNetwork(net)).toEqual({ netReceived: 1005, netSent: 2007 });
  expect(parseMemory("MemTotal:       1000 kB\nMemFree: 1 kB\nMemAvailable:    400 kB\n")).toBe(600 * 1024);
  expect(parseMemory("nothing")).toBeNull();
});
