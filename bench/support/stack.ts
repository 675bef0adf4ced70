import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildAll } from "../../scripts/build/build.ts";
import { root } from "../../scripts/stack/paths.ts";
import { freePort } from "../../scripts/stack/ports.ts";

/** The whole stack in processes of its own, on free ports and a state folder of its own, without the demo. */
export interface BenchStack {
  readonly origin: string;
  /** Starts it; resolves with the ms from the call to the line that says it is ready. */
  start(command: readonly [string, ...string[]]): Promise<number>;
  /** Ends it as Ctrl-C does. */
  stop(): Promise<void>;
  /** Clears the state; only while it is stopped. */
  clear(): void;
}

/** The same with the benchmarks' own api Worker, with or without the web app. */
export const insideCommand = ({ pages }: { pages: boolean }): [string, ...string[]] => [
  process.execPath,
  join(root, "bench/support/start.ts"),
  ...(pages ? ["--pages"] : []),
];

/** What `npm start -- --no-demo` runs, without npm. `--no-build` leaves out looking whether sources changed. */
export const startCommand = (...flags: string[]): [string, ...string[]] => [
  process.execPath,
  join(root, "scripts/start/main.ts"),
  "--no-demo",
  ...flags,
];

const readyWithinMs = 300_000;

/**
 * Builds what changed, hands a stack that does not run yet to `work`, and clears up whatever happens. `parts`: what of the build it
 * needs; all when left out.
 */
export async function withStack<T>(work: (stack: BenchStack) => Promise<T>, parts?: readonly string[]): Promise<T> {
  await buildAll({ only: parts });
  const stateDir = mkdtempSync(join(tmpdir(), "cairn-bench-"));
  const [port, idpPort] = [await freePort(), await freePort()];
  let child: ChildProcess | undefined;

  async function stop(): Promise<void> {
    const running = child;
    child = undefined;
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    const gone = once(running, "exit");
    running.kill("SIGTERM");
    await gone;
  }

  const start: BenchStack["start"] = async ([program, ...args]) => {
    const startedAt = performance.now();
    const running = spawn(program, args, {
      cwd: root,
      env: {
        ...process.env,
        CAIRN_RATE_ORGANIZATION: "1000000000",
        CAIRN_RATE_KEY: "1000000000",
        CAIRN_RATE_QUERIES: "1000000000",
        PORT: String(port),
        CAIRN_IDP_PORT: String(idpPort),
        CAIRN_STATE: stateDir,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    child = running;
    return new Promise((done, failed) => {
      let output = "";
      let isReady = false;
      const timer = setTimeout(() => failed(new Error(`Not ready within ${readyWithinMs} ms:\n${output}`)), readyWithinMs);
      const take = (chunk: Buffer): void => {
        if (isReady) return;
        output += chunk.toString();
        if (!output.includes("Ready on")) return;
        isReady = true;
        clearTimeout(timer);
        if (output.includes("Building")) failed(new Error(`Sources changed meanwhile, so that it built:\n${output}`));
        else done(performance.now() - startedAt);
      };
      running.stdout.on("data", take);
      running.stderr.on("data", take);
      running.once("exit", (code, signal) => failed(new Error(`The stack ended with ${signal ?? code}:\n${output}`)));
    });
  };

  const clear = (): void => rmSync(stateDir, { recursive: true, force: true });
  try {
    return await work({ origin: `http://localhost:${port}`, start, stop, clear });
  } finally {
    await stop();
    clear();
  }
}
