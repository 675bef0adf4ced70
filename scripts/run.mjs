// Runs a script of this repository on the Node version the repository pins, whatever Node the machine has (20 or newer):
//   node scripts/run.mjs scripts/start/main.ts [arguments]
// Installs the packages first when they are missing or differ from the lockfile. Uses nothing but Node itself.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(fileURLToPath(import.meta.url), "../..");
const modules = join(root, "node_modules");
const bin = join(modules, ".bin");
const stampPath = join(modules, ".cairn-lock");
const [script, ...rest] = process.argv.slice(2);

if (!script) {
  console.error("usage: node scripts/run.mjs SCRIPT [arguments]");
  process.exit(2);
}
if (Number(process.versions.node.split(".")[0]) < 20) {
  console.error(`Cairn needs Node 20 or newer to start; this is ${process.version}.`);
  process.exit(1);
}

const env = {
  ...process.env,
  PATH: `${bin}${delimiter}${process.env.PATH ?? ""}`,
  // Nothing here talks to anyone but the package registry.
  DO_NOT_TRACK: "1",
  NEXT_TELEMETRY_DISABLED: "1",
  WRANGLER_SEND_METRICS: "false",
  WRANGLER_SEND_ERROR_REPORTS: "false",
  WRANGLER_NO_SKILLS_UPDATE_PROMPTS: "true",
  WRANGLER_HIDE_BANNER: "true",
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  X_LOCAL_OBSERVABILITY: "false",
  X_LOCAL_EXPLORER: "false",
};

/** True when node_modules holds what the lockfile asks for, also when it was put there by a plain `npm install`. */
function isInstalled(lockText, hash) {
  if (existsSync(stampPath) && readFileSync(stampPath, "utf8").trim() === hash) return true;
  const hidden = join(modules, ".package-lock.json");
  if (!existsSync(hidden)) return false;
  const present = JSON.parse(readFileSync(hidden, "utf8")).packages;
  const wanted = Object.entries(JSON.parse(lockText).packages);
  const same = wanted.every(
    ([at, want]) =>
      !at.includes("node_modules/") || want.optional || want.devOptional || want.link || present[at]?.version === want.version,
  );
  if (same) writeFileSync(stampPath, `${hash}\n`);
  return same;
}

/** Runs a command with our terminal; resolves to its exit code, or to the signal that ended it. */
function run(command, args) {
  return new Promise((done, failed) => {
    const child = spawn(command, args, { cwd: root, stdio: "inherit", env, shell: command.endsWith(".cmd") });
    // On Ctrl-C the terminal signals the whole group: the child then hears it twice, which its handlers allow for.
    const forward = (signal) => child.kill(signal);
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, forward);
    child.on("error", failed);
    child.on("close", (code, signal) => {
      for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.removeListener(name, forward);
      done(signal ?? code ?? 1);
    });
  });
}

function exitWith(result) {
  if (typeof result === "number") process.exit(result);
  process.kill(process.pid, result);
}

const lockText = readFileSync(join(root, "package-lock.json"), "utf8");
const hash = createHash("sha256").update(lockText).digest("hex");
if (!isInstalled(lockText, hash)) {
  console.log("Installing packages (first start only)…");
  const npm = process.env.npm_execpath?.endsWith("npm-cli.js")
    ? [process.execPath, process.env.npm_execpath]
    : [process.platform === "win32" ? "npm.cmd" : "npm"];
  const result = await run(npm[0], [...npm.slice(1), "ci", "--loglevel=error", "--no-audit", "--no-fund"]);
  if (result !== 0) {
    if (typeof result === "number") console.error("npm ci failed; the messages above say why.");
    exitWith(result);
  }
  writeFileSync(stampPath, `${hash}\n`);
}

const exe = join(bin, process.platform === "win32" ? "node.cmd" : "node");
exitWith(await run(exe, [resolve(root, script), ...rest]));
