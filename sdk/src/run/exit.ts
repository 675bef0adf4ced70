import { nodeProcess } from "../runtime.ts";
import { redact } from "../transport/redact.ts";
import type { ActiveRun } from "./active-run.ts";

/** Time for the last points when the process is told to stop, in ms. */
const LAST_MS = 5_000;
/** After this time of waiting at a normal end, say why the process is still there, in ms. */
const PATIENCE_MS = 5_000;
const SIGNALS = { SIGINT: 130, SIGTERM: 143 } as const;

const active = new Set<ActiveRun>();
let uninstall: (() => void) | null = null;

/** Sees to it that a run ends with its process, however that ends. */
export function remember(run: ActiveRun): void {
  active.add(run);
  if (!uninstall) uninstall = install();
}

/** The run has ended; after the last one the process has no handler of ours any more. */
export function forget(run: ActiveRun): void {
  if (!active.delete(run) || active.size > 0) return;
  uninstall?.();
  uninstall = null;
}

function install(): (() => void) | null {
  const node = nodeProcess();
  if (!node) return null;
  let isEnding = false;

  /** Ends all runs, within a time or without end; then the process. */
  const end = async (status: "cancelled" | "failed", exitCode: number, error?: unknown) => {
    if (isEnding) node.exit(exitCode);
    isEnding = true;
    const all = [...active].map((run) => {
      const finished = run.finish({ status, error });
      run.hurry();
      return finished;
    });
    const late = new Promise((resolve) => setTimeout(resolve, LAST_MS));
    await Promise.race([Promise.allSettled(all), late]);
    node.exit(exitCode);
  };

  const onSignal = (signal: "SIGINT" | "SIGTERM") => {
    // A program with its own handler decides itself when to end.
    if (node.listenerCount(signal) > 1) return;
    void end("cancelled", SIGNALS[signal]);
  };
  const onError = (error: unknown) => {
    if (node.listenerCount("uncaughtException") > 1) return;
    console.error(error);
    void end("failed", 1, error);
  };
  const onBeforeExit = () => {
    const status = node.exitCode ? "failed" : "finished";
    const timer = setTimeout(() => console.error("Cairn: waiting for the server to take the last points (Ctrl-C gives up)"), PATIENCE_MS);
    timer.unref();
    const all = [...active].map((run) =>
      run.finish({ status }).catch((error: unknown) => {
        console.error(`Cairn: run ${run.name} could not be finished: ${redact(String(error))}`);
        node.exitCode ||= 1;
      }),
    );
    void Promise.all(all).then(() => clearTimeout(timer));
  };
  const onExit = (code: number) => {
    // process.exit() leaves no time for anything but a child process.
    if (!isEnding)
      sendFromChild(
        node,
        [...active].flatMap((run) => run.leftover(code === 0 ? "finished" : "failed")),
      );
  };

  node.on("SIGINT", onSignal).on("SIGTERM", onSignal).on("uncaughtException", onError).on("beforeExit", onBeforeExit).on("exit", onExit);
  return () => {
    node.off("SIGINT", onSignal).off("SIGTERM", onSignal).off("uncaughtException", onError).off("beforeExit", onBeforeExit);
    node.off("exit", onExit);
  };
}

/** Sends what it reads, in order, each until it is answered. */
const CHILD = `
let text = "";
for await (const chunk of process.stdin) text += chunk;
for (const { url, headers, body } of JSON.parse(text)) {
  for (;;) {
    const status = await fetch(url, { method: "POST", headers, body }).then((answer) => answer.status, () => 503);
    if (status < 500 && status !== 429) break;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}`;

function sendFromChild(node: NodeJS.Process, requests: unknown[]): void {
  if (requests.length === 0) return;
  const { spawnSync } = node.getBuiltinModule("node:child_process");
  // On standard input, because arguments and the environment can be read by others.
  spawnSync(node.execPath, ["--input-type=module", "--eval", CHILD], {
    input: JSON.stringify(requests),
    stdio: ["pipe", "ignore", "ignore"],
    timeout: LAST_MS,
    env: { ...node.env, NODE_OPTIONS: "" },
  });
}
