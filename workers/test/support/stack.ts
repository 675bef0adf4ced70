import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inject } from "vitest";
import { readHolder } from "../../../scripts/stack/holder.ts";
import { root } from "../../../scripts/stack/paths.ts";
import { freePort } from "../../../scripts/stack/ports.ts";
import type { StackInfo } from "./global-setup.ts";

/** The stack that all tests of a run share: the built Workers on the real runtime. Make an organization of your own in it. */
export const stack = (): StackInfo => inject("stack");

/** A stack of one test's own, which it may stop and kill. */
export interface PrivateStack {
  readonly origin: string;
  readonly issuer: string;
  readonly stateDir: string;
  /** Changes with every start. */
  localToken(): string;
  /** What it has printed since the last start. */
  output(): string;
  /** Starts again on the same ports and state. */
  start(): Promise<void>;
  /** Ends it as Ctrl-C does. */
  stop(): Promise<void>;
  /** Ends Node and workerd at once with SIGKILL, as a power cut would. */
  kill(): Promise<void>;
  /** Stops it when it runs and clears its state. */
  remove(): Promise<void>;
}

const readyWithinMs = 60_000;

/**
 * Starts `npm start` (without demo) on free ports and an empty state folder, from the bundles that the run has built.
 * @param env further settings of the api Worker
 */
export async function startPrivateStack({ env = {} }: { env?: Record<string, string> } = {}): Promise<PrivateStack> {
  const stateDir = mkdtempSync(join(tmpdir(), "cairn-test-"));
  const port = await freePort();
  const idpPort = await freePort();
  let child: ChildProcess | undefined;
  let output = "";

  async function start(): Promise<void> {
    output = "";
    const running = spawn(process.execPath, [join(root, "scripts/start/main.ts"), "--no-demo", "--no-build"], {
      cwd: root,
      env: { ...process.env, ...env, PORT: String(port), CAIRN_IDP_PORT: String(idpPort), CAIRN_STATE: stateDir },
      stdio: ["ignore", "pipe", "pipe"],
    });
    child = running;
    await new Promise<void>((done, failed) => {
      const timer = setTimeout(() => failed(new Error(`Not ready within ${readyWithinMs} ms:\n${output}`)), readyWithinMs);
      const take = (chunk: Buffer): void => {
        output += chunk.toString();
        if (output.includes("Ready on")) done();
      };
      running.stdout.on("data", take);
      running.stderr.on("data", take);
      running.once("exit", (code, signal) => failed(new Error(`The stack ended with ${signal ?? code}:\n${output}`)));
      running.once("exit", () => clearTimeout(timer));
    });
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    const running = child;
    child = undefined;
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    const workerd = readHolder(stateDir)?.workerd?.pid;
    const gone = once(running, "exit");
    running.kill(signal);
    if (signal === "SIGKILL" && workerd !== undefined) process.kill(workerd, "SIGKILL");
    await gone;
  }

  await start();
  return {
    origin: `http://localhost:${port}`,
    issuer: `http://localhost:${idpPort}`,
    stateDir,
    localToken: () => readHolder(stateDir)?.localToken ?? "",
    output: () => output,
    start,
    stop: () => end("SIGTERM"),
    kill: () => end("SIGKILL"),
    async remove() {
      await end("SIGTERM");
      rmSync(stateDir, { recursive: true, force: true });
    },
  };
}
