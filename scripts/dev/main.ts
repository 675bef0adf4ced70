// `npm run dev`: both parts with hot reload on the state folder of `npm start`. The api Worker runs in `wrangler dev`, the
// web app in `next dev`, which passes API paths on to it. The content security policy is not in force here.
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { buildAll } from "../build/build.ts";
import { CommandError, command } from "../build/command.ts";
import { startIdentityProvider } from "../idp/index.ts";
import { mailDoor } from "../mail/door.ts";
import { claimState, releaseState, StateInUseError } from "../stack/holder.ts";
import { logLine } from "../stack/log-lines.ts";
import { bin, root, workers } from "../stack/paths.ts";
import { needPort, PortInUseError } from "../stack/ports.ts";
import { readSecrets } from "../stack/secrets.ts";
import { localVars } from "../stack/vars.ts";
import { readStartSettings, UsageError } from "../start/settings.ts";

const children: ChildProcess[] = [];
const closers: (() => unknown)[] = [];
let stopping = false;

async function stop(code: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  const gone = children.map((child) =>
    child.exitCode === null && child.signalCode === null ? new Promise((done) => child.once("exit", done)) : undefined,
  );
  for (const child of children) signalGroup(child, "SIGTERM");
  // Neither tool always ends its own helpers in time.
  setTimeout(() => {
    for (const child of children) signalGroup(child, "SIGKILL");
  }, 3000).unref();
  await Promise.all(gone);
  for (const child of children) signalGroup(child, "SIGKILL");
  for (const close of closers.reverse()) await close();
  process.exit(code);
}

/** Each tool leads a process group of its own, so that the processes it has started end with it. */
function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group has ended.
  }
}

function run(label: string, file: string, args: readonly string[], options: { cwd: string; env?: Record<string, string> }): void {
  const child = spawn(file, args, {
    ...options,
    env: { ...process.env, ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  children.push(child);
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => {
      const text = line.startsWith("{") ? logLine({ timestamp: Date.now(), level: "log", message: line }) : line;
      if (text.trim()) console.log(`[${label}] ${text}`);
    });
  }
  child.on("error", (error) => console.error(`[${label}] ${error.message}`));
  child.on("exit", (code) => {
    if (!stopping) {
      console.error(`[${label}] ended with ${code}`);
      void stop(1);
    }
  });
}

async function main(): Promise<void> {
  const settings = readStartSettings(process.argv.slice(2), process.env);
  const { port, idpPort, stateDir } = settings;
  const apiPort = port + 2;
  const origin = `http://localhost:${port}`;
  await claimState(stateDir, origin);
  closers.push(() => releaseState(stateDir));
  for (const [one, name] of [
    [port, "PORT"],
    [apiPort, "PORT"],
    [idpPort, "CAIRN_IDP_PORT"],
  ] as const)
    await needPort(one, name);
  await buildAll({ only: ["sdk"] });
  const secrets = readSecrets(stateDir);
  const mailToken = randomBytes(24).toString("base64url");
  let provider = settings.provider;
  if (!provider) {
    const client = { id: "cairn", secret: secrets.OIDC_CLIENT_SECRET };
    const idp = await startIdentityProvider({
      port: idpPort,
      stateFile: join(stateDir, "identity-provider.json"),
      appOrigin: origin,
      client,
      also: mailDoor({ dir: join(stateDir, "mail"), token: mailToken }),
      log: console.error,
    });
    closers.push(() => idp.close());
    provider = { issuer: idp.issuer, clientId: client.id, clientSecret: client.secret };
  }
  const vars = { ...localVars({ origin, secrets, provider, embedded: !settings.provider, mailToken }), ...settings.vars };
  const migrate = ["d1", "migrations", "apply", "cairn-control", "--local", "-c", workers.api.config, "--persist-to", stateDir];
  await command(bin("wrangler"), migrate, { env: { CI: "1" } });
  const wranglerArgs = [
    "dev",
    "-c",
    workers.api.config,
    "--ip",
    "127.0.0.1",
    "--port",
    String(apiPort),
    "--inspector-port",
    "0",
    "--persist-to",
    stateDir,
  ];
  run(
    "api",
    bin("wrangler"),
    [
      ...wranglerArgs,
      "--show-interactive-dev-session=false",
      ...Object.entries(vars).flatMap(([name, value]) => ["--var", `${name}:${value}`]),
    ],
    { cwd: root },
  );
  run("web", bin("next"), ["dev", "-H", "127.0.0.1", "-p", String(port)], {
    cwd: join(root, "web"),
    env: { API_ORIGIN: `http://127.0.0.1:${apiPort}`, CAIRN_STATE: stateDir },
  });
  console.log(`Starting on ${origin} (api on port ${apiPort}); pages and Workers reload when a file changes. Ctrl-C ends all.`);
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void stop(0));

try {
  await main();
} catch (error) {
  if (error instanceof UsageError || error instanceof StateInUseError || error instanceof PortInUseError) console.error(error.message);
  else if (error instanceof CommandError) console.error(`${error.output}\n${error.message}`);
  else console.error(error);
  await stop(1);
}
