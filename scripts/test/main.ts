// `npm test`: everything that must hold before a change goes in, one line per check, then all tests. The last line is
// `N passed, N failed`, each check counting as one. `-- --only vitest` runs some checks only; `-- --interop` adds
// scripts/interop, which installs further runtimes, as one more check; what else follows goes to vitest.
import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { buildAll } from "../build/build.ts";
import { CommandError, command } from "../build/command.ts";
import { bin, root } from "../stack/paths.ts";
import { checkBoundaries } from "./checks/boundaries.ts";
import { checkSdkPackage } from "./checks/package.ts";
import { checkSdkSize, checkWorkerSize } from "./checks/sizes.ts";
import { type Counts, resultPath } from "./reporter.ts";

interface Check {
  readonly name: string;
  /** Returns a remark for its line; throws when it fails. */
  run(): Promise<string | undefined> | string | undefined;
}

const tool =
  (name: string, ...args: string[]) =>
  async (): Promise<undefined> => {
    await command(bin(name), args);
  };
const types = (project: string): Check => ({ name: `types: ${project}`, run: tool("tsc", "-p", project) });

const checks: readonly Check[] = [
  { name: "build", run: async () => void (await buildAll({ write: () => {} })) },
  types("workers/tsconfig.json"),
  types("sdk/tsconfig.json"),
  types("web/tsconfig.json"),
  types("web/tsconfig.worker.json"),
  types("tsconfig.json"),
  types("tsconfig.test.json"),
  { name: "lint and format", run: tool("biome", "check", "--error-on-warnings", ".") },
  { name: "dependency directions", run: checkBoundaries },
  { name: "dead code", run: tool("knip", "--no-progress") },
  { name: "size of the api Worker", run: () => checkWorkerSize("api") },
  { name: "size of the web Worker", run: () => checkWorkerSize("web") },
  { name: "size of the SDK", run: checkSdkSize },
  { name: "SDK package", run: checkSdkPackage },
  {
    name: "deploy --dry-run",
    async run() {
      const output = await command(process.execPath, ["scripts/deploy/main.ts", "--dry-run"]);
      return [...output.matchAll(/Total Upload: (.*)/g)].map((m) => m[1]).join(", ");
    },
  },
];

/** Takes a minute and the package registry, so it runs only when asked for. */
const interop: Check = {
  name: "interop",
  async run() {
    const output = await command(process.execPath, ["scripts/interop/main.ts"]);
    return [...output.matchAll(/^ok +(.*)/gm)].map((m) => m[1]).join(", ");
  },
};

const seconds = (since: number): string => `${((Date.now() - since) / 1000).toFixed(1)} s`;

async function runCheck(check: Check): Promise<boolean> {
  const started = Date.now();
  try {
    const remark = await check.run();
    console.log(`ok      ${check.name} (${seconds(started)})${remark ? `: ${remark}` : ""}`);
    return true;
  } catch (error) {
    console.log(`FAILED  ${check.name} (${seconds(started)})`);
    const text = error instanceof CommandError ? error.output || error.message : error instanceof Error ? error.message : String(error);
    console.log(text.trimEnd().replace(/^/gm, "        "));
    return false;
  }
}

/** Runs vitest with this terminal and reads the counts that its reporter leaves; no counts count as one failure. */
async function runTests(args: readonly string[]): Promise<Counts> {
  rmSync(resultPath, { force: true });
  const code = await new Promise<number>((done, failed) => {
    const child = spawn(bin("vitest"), ["run", ...args], { cwd: root, stdio: "inherit" });
    child.on("error", failed);
    child.on("close", (status) => done(status ?? 1));
  });
  const counts: Counts = existsSync(resultPath) ? JSON.parse(readFileSync(resultPath, "utf8")) : { passed: 0, failed: 1, skipped: 0 };
  if (code !== 0 && counts.failed === 0) counts.failed = 1;
  return counts;
}

/** Splits our own `--only NAME` (part of a check's name, or `vitest`) and `--interop` from what vitest gets. */
function parse(args: readonly string[]): { only: string[]; rest: string[]; hasInterop: boolean } {
  const only: string[] = [];
  const rest: string[] = [];
  let hasInterop = false;
  for (let i = 0; i < args.length; i++) {
    if (args[i] === "--only") only.push(args[++i] ?? "");
    else if (args[i] === "--interop") hasInterop = true;
    else rest.push(args[i] ?? "");
  }
  return { only: only.length === 0 && rest.length > 0 ? ["vitest"] : only, rest, hasInterop };
}

// Ctrl-C reaches the tools by themselves; this process then ends with what they made of it.
process.on("SIGINT", () => {});

const { only, rest, hasInterop } = parse(process.argv.slice(2));
const wanted = (name: string): boolean => only.length === 0 || only.some((part) => name.includes(part));
let passed = 0;
let failed = 0;
for (const check of checks.filter((one) => wanted(one.name))) {
  if (await runCheck(check)) passed++;
  else failed++;
}
if (wanted("vitest")) {
  const counts = await runTests(rest);
  passed += counts.passed;
  failed += counts.failed;
  if (counts.skipped > 0) console.log(`${counts.skipped} skipped`);
}
if (hasInterop) {
  if (await runCheck(interop)) passed++;
  else failed++;
}
if (passed + failed === 0) console.log(`No check is named ${only.join(", ")}`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
console.log(`${passed} passed, ${failed} failed`);
