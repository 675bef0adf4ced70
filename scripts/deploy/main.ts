import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { buildAll } from "../build/build.ts";
import { CommandError, command } from "../build/command.ts";
import { bin, buildDir, root, workers, wranglerEnv } from "../stack/paths.ts";
import { type DeploySettings, DeploySettingsError, needStored, readDeploySettings, secretsToFind } from "./settings.ts";

const folder = join(buildDir, "deploy");
const secretsFile = join(folder, "secrets.json");

/** The api Worker's settings with the real database, and with the binding for mail where it is used: a copy, so that the committed file stays free of an account's ids. */
function writeConfig({ databaseId, vars }: DeploySettings): string {
  const path = join(folder, "wrangler.toml");
  const up = relative(folder, root);
  const text = readFileSync(workers.api.config, "utf8")
    .replace(/^database_id = .*$/m, `database_id = "${databaseId}"`)
    .replace(/^(main|migrations_dir) = "(.*)"$/gm, (_, key: string, value: string) => `${key} = "${join(up, value)}"`);
  // The binding needs Email Routing, so only those who send by it have it.
  const mail = vars.CAIRN_MAIL === "cloudflare" ? '\n[[send_email]]\nname = "MAIL"\n' : "";
  writeFileSync(path, text + mail);
  return path;
}

/** Runs wrangler with this terminal; it may ask the person to log in. */
function wrangler(...args: string[]): Promise<void> {
  return new Promise((done, failed) => {
    const child = spawn(bin("wrangler"), args, { cwd: root, stdio: "inherit", env: { ...process.env, ...wranglerEnv } });
    child.on("error", failed);
    child.on("close", (code) => (code === 0 ? done() : failed(new CommandError(`wrangler ${args[0]} ended with ${code}`, ""))));
  });
}

/** Ends a deploy that would leave an api Worker without its secrets, before anything is built or uploaded. */
async function checkSecrets(names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  let printed: string;
  try {
    printed = await command(bin("wrangler"), ["secret", "list", "--name", workers.api.name, "--format", "json"], { env: wranglerEnv });
  } catch (error) {
    if (error instanceof CommandError) return needStored(names, null, error.output);
    throw error;
  }
  // Wrangler may print a remark around the list, whose brackets stand at the beginning of a line.
  needStored(names, /^\[(\]|[\s\S]*?^\])/m.exec(printed)?.[0] ?? null, printed);
}

async function deploy(settings: DeploySettings): Promise<void> {
  const dry = settings.dryRun ? ["--dry-run"] : [];
  const config = writeConfig(settings);
  const vars = Object.entries(settings.vars).flatMap(([name, value]) => ["--var", `${name}:${value}`]);
  const hasSecrets = !settings.dryRun && Object.keys(settings.secrets).length > 0;
  if (hasSecrets) writeFileSync(secretsFile, JSON.stringify(settings.secrets), { mode: 0o600 });
  // Tables first, then the api Worker, then the web Worker: each needs the one before.
  if (!settings.dryRun) await wrangler("d1", "migrations", "apply", "cairn-control", "--remote", "-c", config);
  await wrangler(
    "deploy",
    "-c",
    config,
    "--outdir",
    join(folder, "api"),
    ...vars,
    ...(hasSecrets ? ["--secrets-file", secretsFile] : []),
    ...dry,
  );
  await wrangler("deploy", "-c", workers.web.config, "--minify", "--outdir", join(folder, "web"), "--domain", settings.domain, ...dry);
}

try {
  const settings = readDeploySettings(process.argv.slice(2), process.env);
  await checkSecrets(secretsToFind(settings));
  await buildAll();
  mkdirSync(folder, { recursive: true });
  await deploy(settings);
  console.log(settings.dryRun ? "Dry run: nothing was uploaded" : `Deployed to https://${settings.domain}`);
} catch (error) {
  if (error instanceof DeploySettingsError) console.error(error.message);
  else if (error instanceof CommandError) console.error(`${error.output}\n${error.message}`);
  else console.error(error);
  process.exitCode = 1;
} finally {
  rmSync(secretsFile, { force: true });
}
