// Aim, from PyPI, as a peer on the same machine: its own client in Python, which writes a repository on disk, and its own server, which
// reads it.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { command } from "../../scripts/build/command.ts";
import { buildDir } from "../../scripts/stack/paths.ts";
import { freePort } from "../../scripts/stack/ports.ts";

const version = "3.29.1";
const venv = join(buildDir, `aim-${version}`);
const startsWithinMs = 120_000;

/** A program that logs to the repository with Aim's client, one thing after the other (peers/aim_logger.py). */
export interface AimLogger {
  /** Answers the hash of the run that was logged to, once its points are in the repository. */
  tell(what: object): Promise<string>;
}

export interface Aim {
  readonly loggers: readonly AimLogger[];
  /** Asks its server; the answer is in a binary form of its own. */
  get(path: string, query: Record<string, string>): Promise<Buffer>;
}

/** Installs Aim once (needs Python 3 and PyPI), starts loggers and its server on a repository of its own, and clears up. */
export async function withAim<T>(loggers: number, work: (aim: Aim) => Promise<T>): Promise<T> {
  const bin = (name: string) => join(venv, "bin", name);
  if (!existsSync(bin("aim"))) {
    await command("python3", ["-m", "venv", venv]);
    await command(bin("pip"), ["install", "--quiet", `aim==${version}`]);
  }
  const folder = mkdtempSync(join(tmpdir(), "cairn-aim-"));
  const children: ChildProcess[] = [];
  try {
    await command(bin("aim"), ["init", "--repo", folder]);
    const port = await freePort();
    const server = spawn(bin("aim"), ["up", "--host", "127.0.0.1", "--port", String(port), "--repo", folder], {
      cwd: folder,
      stdio: "ignore",
      detached: true,
    });
    children.push(server);
    const origin = `http://127.0.0.1:${port}`;
    await answers(origin, server);
    const started = Array.from({ length: loggers }, () => startLogger(bin("python"), folder));
    children.push(...started.map(({ child }) => child));
    return await work({
      loggers: started,
      get: async (path, query) => {
        const answer = await fetch(`${origin}/api/${path}?${new URLSearchParams(query)}`);
        const bytes = Buffer.from(await answer.arrayBuffer());
        if (!answer.ok) throw new Error(`Aim answered ${answer.status}: ${bytes.toString().slice(0, 500)}`);
        return bytes;
      },
    });
  } finally {
    await Promise.all(children.map(end));
    rmSync(folder, { recursive: true, force: true });
  }
}

function startLogger(python: string, folder: string): AimLogger & { child: ChildProcess } {
  const child = spawn(python, [join(import.meta.dirname, "../peers/aim_logger.py"), folder], {
    stdio: ["pipe", "pipe", "inherit"],
    detached: true,
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    child,
    tell: async (what) => {
      child.stdin.write(`${JSON.stringify(what)}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error("Aim's logger ended");
      return value;
    },
  };
}

/** Ends a child with what it started; each is a group of its own. */
async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  process.kill(-child.pid, "SIGTERM");
  await gone;
}

async function answers(origin: string, child: ChildProcess): Promise<void> {
  const stopAt = Date.now() + startsWithinMs;
  while (Date.now() < stopAt && child.exitCode === null) {
    const ok = await fetch(`${origin}/api/projects/`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ok) return;
    await delay(200);
  }
  throw new Error(`Aim's server did not start (exit code ${child.exitCode})`);
}
