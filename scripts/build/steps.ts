import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readWorkerOptions } from "../stack/options.ts";
import { bin, buildDir, root, workers, wranglerEnv } from "../stack/paths.ts";
import { command } from "./command.ts";

/** One part of the build: what it is made from (paths in the repository), what it leaves behind, and how it is made. */
export interface Step {
  readonly name: string;
  readonly title: string;
  readonly sources: readonly string[];
  /** Files that must exist for the step to be skipped. */
  readonly results: readonly string[];
  run(): Promise<void>;
}

const pinned = ["package-lock.json", "tsconfig.base.json", "scripts/build/steps.ts"];
const sdkSources = ["sdk", ...pinned];
const webSources = ["web", "docs", ...sdkSources];
const apiSources = ["workers", "migrations", "wrangler.toml", ...sdkSources];

const toolEnv = { ...wranglerEnv, CI: "1", NEXT_TELEMETRY_DISABLED: "1" };

/** The package a newcomer installs from the running server: `npm install http://localhost:8787/cairn-sdk.tgz`. */
export const sdkTarball: string = join(root, "web/public/cairn-sdk.tgz");

async function bundle(worker: (typeof workers)["api" | "web"], minify: boolean): Promise<void> {
  // Made beside and then put in place: a start that reads the old bundle finds all of it or none.
  const made = `${worker.out}.new`;
  rmSync(made, { recursive: true, force: true });
  const args = ["deploy", "--dry-run", "-c", worker.config, "--outdir", made, ...(minify ? ["--minify"] : [])];
  await command(bin("wrangler"), args, { env: toolEnv });
  rmSync(worker.out, { recursive: true, force: true });
  renameSync(made, worker.out);
}

export const steps: readonly Step[] = [
  {
    name: "sdk",
    title: "the SDK",
    sources: sdkSources,
    results: [join(root, "sdk/dist/index.js"), sdkTarball],
    async run() {
      rmSync(join(root, "sdk/dist"), { recursive: true, force: true });
      await command(bin("tsc"), ["-p", "sdk/tsconfig.build.json"]);
      mkdirSync(join(root, "web/public"), { recursive: true });
      const packed = await command("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", buildDir], {
        cwd: join(root, "sdk"),
      });
      renameSync(join(buildDir, packedName(packed)), sdkTarball);
    },
  },
  {
    name: "web",
    title: "the web app",
    sources: webSources,
    results: [join(root, "web/.open-next/worker.js")],
    async run() {
      await command(bin("opennextjs-cloudflare"), ["build"], { cwd: join(root, "web"), env: toolEnv });
    },
  },
  {
    name: "web-worker",
    title: "the web Worker",
    sources: webSources,
    results: [join(workers.web.out, workers.web.entry)],
    run: () => bundle(workers.web, true),
  },
  {
    name: "api-worker",
    title: "the api Worker",
    sources: apiSources,
    results: [join(workers.api.out, workers.api.entry)],
    run: () => bundle(workers.api, false),
  },
  {
    name: "options",
    title: "the runtime settings",
    sources: ["wrangler.toml", "web/wrangler.toml", "scripts/stack/options.ts", "package-lock.json"],
    results: [join(buildDir, "options.json")],
    async run() {
      writeFileSync(join(buildDir, "options.json"), JSON.stringify(await readWorkerOptions(), null, 1));
    },
  },
];

/** The file name in `npm pack --json`, whose shape differs between npm versions (list, or object by package name). */
function packedName(json: string): string {
  const parsed: unknown = JSON.parse(json.slice(json.search(/[[{]/)));
  const first: unknown = Array.isArray(parsed) ? parsed[0] : Object.values(parsed as object)[0];
  const { filename } = first as { filename: string };
  return filename.replace("@", "").replace("/", "-");
}
