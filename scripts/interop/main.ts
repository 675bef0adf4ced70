// `npm run test:interop`: the built SDK logs a run in Node, Bun, Deno and a browser, and all points must arrive; tasks have the ids that
// are written down (`npm test` looks at a browser for that); libraries of Standard Webhooks in other languages verify a delivery. Runtimes
// and libraries come from the package registries into .build/interop. The last
// line is `N passed, N failed`.
import { deepStrictEqual as deepEqual } from "node:assert";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import chromium from "@sparticuz/chromium";
import { build } from "esbuild";
import { chromium as playwright } from "playwright-core";
import { Cairn } from "../../sdk/src/index.ts";
import { buildAll } from "../build/build.ts";
import { CommandError, command } from "../build/command.ts";
import { completeLogin, createCookieJar } from "../idp/drive.ts";
import { buildDir, root } from "../stack/paths.ts";
import { freePort } from "../stack/ports.ts";
import { type Stack, startStack } from "../stack/stack.ts";
import { checkBullmq } from "./bullmq.ts";
import { catchDelivery, isThere, libraries, verifyWith } from "./webhooks/verify.ts";

const packages = ["bun@1.4.5", "deno@2.9.6"];
const folder = join(buildDir, "interop");
const steps = Array.from({ length: 500 }, (_, step) => step);
const program = join(root, "scripts/interop/program.mjs");
const taskIds = join(root, "scripts/interop/task-ids.mjs");

interface Place {
  key: string;
  organization: string;
  workspace: string;
}

/** Installs Bun and Deno; gives their executables. Throws when this machine cannot have or run them. */
async function install(): Promise<{ bun: string; deno: string }> {
  mkdirSync(folder, { recursive: true });
  const flags = ["--no-save", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  await command("npm", ["install", "--prefix", folder, ...flags, ...packages]);
  const modules = join(folder, "node_modules");
  return { bun: await firstThatRuns(join(modules, "@oven"), "bin/bun"), deno: await firstThatRuns(join(modules, "@deno"), "deno") };
}

/** npm leaves a package of each kind of machine that may fit this one. */
async function firstThatRuns(scope: string, path: string): Promise<string> {
  const reasons: string[] = [];
  for (const name of existsSync(scope) ? readdirSync(scope) : []) {
    const file = join(scope, name, path);
    try {
      await command(file, ["--version"]);
      return file;
    } catch (error) {
      reasons.push(String(error));
    }
  }
  throw new Error(`No package in ${scope} runs on this machine. ${reasons.join("; ")}`);
}

/** A person with an organization and a key. */
async function newcomer(origin: string): Promise<Place> {
  const jar = createCookieJar();
  const browse = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const url = new URL(path, origin);
    const headers = { origin, cookie: jar.header(url) ?? "", ...(init.headers as Record<string, string> | undefined) };
    const response = await fetch(url, { redirect: "manual", ...init, headers });
    jar.store(url, response);
    return response;
  };
  const begun = await browse("/api/auth/start", { method: "POST", body: new URLSearchParams({ return_to: "/" }) });
  const authorizeUrl = begun.headers.get("location") ?? "";
  await browse(await completeLogin({ authorizeUrl, email: "interop@cairn.example", name: "Interop", jar }));
  const person = new Cairn({ url: origin, fetch: (input, init) => browse(String(input), withPlainHeaders(init)) });
  const { slug, workspace } = await person.organizations.create({ name: "Interop", slug: "interop" });
  const place = { organization: slug, workspace: workspace.slug };
  return { ...place, key: (await person.keys.create({ name: "interop" }, place)).secret };
}

const withPlainHeaders = (init: RequestInit = {}): RequestInit => ({ ...init, headers: Object.fromEntries(new Headers(init.headers)) });

/** Runs the program with a bundle of the built SDK on a page of the server itself: elsewhere the browser would not let it. */
async function inBrowser(origin: string, place: Place): Promise<string> {
  const bundle = await build({
    entryPoints: [join(root, "sdk/dist/index.js")],
    bundle: true,
    format: "iife",
    globalName: "sdk",
    write: false,
  });
  const executablePath = process.env.CHROMIUM_PATH || (await chromium.executablePath());
  const browser = await playwright.launch({ executablePath, args: ["--no-sandbox", "--disable-background-networking"] });
  try {
    const page = await browser.newPage({ locale: "en-US" });
    await page.goto(origin);
    const text = `${bundle.outputFiles[0]?.text}
      (async () => {
        const cairn = new sdk.Cairn(${JSON.stringify({ url: origin, token: place.key, ...place })});
        const run = await cairn.run({ experiment: "interop" });
        for (let step = 0; step < ${steps.length}; step++) run.log({ loss: 1 / (step + 1) }, { step });
        await run.finish();
        return run.id;
      })()`;
    return String(await page.evaluate(text));
  } finally {
    await browser.close();
  }
}

/** Reads the run back with its curve; throws when anything differs from what was logged. */
async function check(cairn: Cairn, id: string): Promise<string> {
  const run = await cairn.runs.get(id);
  const { series } = await cairn.runs.metrics(id, { max_points: 20_000 });
  deepEqual({ status: run.status, keys: series.map(({ key }) => key) }, { status: "finished", keys: ["loss"] });
  deepEqual(series[0]?.steps, steps);
  deepEqual(
    series[0]?.values,
    steps.map((step) => 1 / (step + 1)),
  );
  return `${run.environment?.runtime}`;
}

let passed = 0;
let failed = 0;
let stack: Stack | undefined;
const stateDir = mkdtempSync(join(tmpdir(), "cairn-interop-"));
const report = (error: unknown): void => {
  failed++;
  console.error(error instanceof CommandError ? `${error.message}\n${error.output}` : error);
};
const attempt = async (name: string, run: () => Promise<string>): Promise<void> => {
  try {
    console.log(`ok      ${name}: ${await run()}`);
    passed++;
  } catch (error) {
    console.error(`FAILED  ${name}`);
    report(error);
  }
};
try {
  await buildAll();
  stack = await startStack({ port: await freePort(), idpPort: await freePort(), stateDir, onLog: () => {} });
  const { origin } = stack;
  const { bun, deno } = await install();
  const place = await newcomer(origin);
  const args = [origin, place.key, place.organization, place.workspace];
  const cairn = new Cairn({ url: origin, token: place.key, organization: place.organization, workspace: place.workspace });
  const ways: Readonly<Record<string, () => Promise<string>>> = {
    Node: () => command(process.execPath, [program, ...args]),
    Bun: () => command(bun, ["run", program, ...args]),
    Deno: () => command(deno, ["run", "--no-config", "--cached-only", "--allow-all", program, ...args]),
    "a browser": () => inBrowser(origin, place),
  };
  for (const [name, run] of Object.entries(ways)) {
    await attempt(name, async () => check(cairn, (await run()).trim().split("\n").at(-1) ?? ""));
  }
  const idWays: Readonly<Record<string, () => Promise<string>>> = {
    Node: () => command(process.execPath, [taskIds]),
    Bun: () => command(bun, ["run", taskIds]),
    // The library's zod is that of this repository.
    Deno: () => command(deno, ["run", "--no-config", "--cached-only", "--node-modules-dir=manual", "--allow-all", taskIds]),
  };
  for (const [name, run] of Object.entries(idWays)) await attempt(`${name}, tasks`, async () => (await run()).trim());
  if (await isThere("redis-server")) await attempt("tasks on BullMQ", () => checkBullmq(stateDir));
  else console.log("left out  tasks on BullMQ: no redis-server on this machine");
  const delivery = await catchDelivery(cairn, folder);
  for (const [language, library] of Object.entries(libraries)) {
    if (await isThere(library.tool)) await attempt(`webhooks in ${language}`, () => verifyWith(library, delivery, folder));
    else console.log(`left out  webhooks in ${language}: no ${library.tool} on this machine`);
  }
} catch (error) {
  report(error);
} finally {
  await stack?.close();
  rmSync(stateDir, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
