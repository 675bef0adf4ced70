import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, expect, test } from "vitest";

const base = mkdtempSync(join(tmpdir(), "cairn-gpu-"));
afterAll(() => rmSync(base, { recursive: true, force: true }));

const MIB = 1024 * 1024;
const program = join(import.meta.dirname, "gpu-task.ts");

function resourcesWith(script: string): { wall_s: number; gpu?: object } {
  const counted = join(base, "count");
  const file = join(base, "nvidia-smi");
  writeFileSync(file, `#!/bin/sh\nprintf x >> "${counted}"\n${script}\n`);
  chmodSync(file, 0o755);
  const env = { ...process.env, PATH: `${base}${delimiter}${process.env.PATH}` };
  const said = execFileSync(process.execPath, [program, join(base, "tasks"), counted], { env, encoding: "utf8", timeout: 60_000 });
  return JSON.parse(said.trim().split("\n").at(-1) ?? "");
}

test.skipIf(process.platform === "win32")("memory and utilization of the GPUs are kept with an attempt", { timeout: 60_000 }, () => {
  const csv = "0, NVIDIA A100, 30, 100, 1000, 40, 100\n1, NVIDIA A100, 50, 200, 1000, 40, 100";
  const { gpu } = resourcesWith(`printf '${csv.replace("\n", "\\n")}\\n'`);
  expect(gpu).toEqual({ name: "NVIDIA A100", peak_memory_bytes: 300 * MIB, mean_utilization: expect.closeTo(0.4) });
});
