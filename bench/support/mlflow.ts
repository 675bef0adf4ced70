// MLflow's own server, from PyPI, as a peer on the same machine.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { command } from "../../scripts/build/command.ts";
import { buildDir } from "../../scripts/stack/paths.ts";
import { freePort } from "../../scripts/stack/ports.ts";

const version = "3.17.2";
const venv = join(buildDir, `mlflow-${version}`);
const startsWithinMs = 120_000;

/** What the benchmark asks of an MLflow server, by its REST API. */
export interface MlflowServer {
  readonly version: string;
  post<Answer>(path: string, body: unknown): Promise<Answer>;
  get<Answer>(path: string, query: Record<string, string>): Promise<Answer>;
}

/** Installs MLflow once (needs Python 3 and PyPI), starts its server on SQLite in a folder of its own, and clears up. */
export async function withMlflow<T>(work: (server: MlflowServer) => Promise<T>): Promise<T> {
  const program = join(venv, "bin/mlflow");
  if (!existsSync(program)) {
    await command("python3", ["-m", "venv", venv]);
    await command(join(venv, "bin/pip"), ["install", "--quiet", `mlflow==${version}`]);
  }
  const folder = mkdtempSync(join(tmpdir(), "cairn-mlflow-"));
  const port = await freePort();
  const store = `sqlite:///${join(folder, "mlflow.db")}`;
  const where = ["--host", "127.0.0.1", "--port", String(port), "--workers", "2"];
  const args = ["server", ...where, "--backend-store-uri", store, "--default-artifact-root", join(folder, "artifacts")];
  const child = spawn(program, args, {
    cwd: folder,
    stdio: "ignore",
    detached: true,
    env: { ...process.env, MLFLOW_DISABLE_TELEMETRY: "true" },
  });
  const origin = `http://127.0.0.1:${port}`;
  try {
    await answers(origin, child);
    return await work({
      version,
      post: (path, body) =>
        read(
          fetch(`${origin}/api/2.0/mlflow/${path}`, {
            method: "POST",
            headers: { "content-type": "application/json" },
            body: JSON.stringify(body),
          }),
        ),
      get: (path, query) => read(fetch(`${origin}/api/2.0/mlflow/${path}?${new URLSearchParams(query)}`)),
    });
  } finally {
    const gone = once(child, "exit");
    // Its workers are processes of their own; the group is theirs alone.
    if (child.pid !== undefined) process.kill(-child.pid, "SIGTERM");
    await gone;
    rmSync(folder, { recursive: true, force: true });
  }
}

async function answers(origin: string, child: ChildProcess): Promise<void> {
  const end = Date.now() + startsWithinMs;
  while (Date.now() < end && child.exitCode === null) {
    const ok = await fetch(`${origin}/health`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ok) return;
    await delay(200);
  }
  throw new Error(`MLflow's server did not start (exit code ${child.exitCode})`);
}

async function read<Answer>(response: Promise<Response>): Promise<Answer> {
  const answer = await response;
  if (!answer.ok) throw new Error(`MLflow answered ${answer.status}: ${(await answer.text()).slice(0, 500)}`);
  return (await answer.json()) as Answer;
}
