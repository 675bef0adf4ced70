import { nodeProcess } from "../../runtime.ts";
import { redact } from "../../transport/redact.ts";
import type { ActiveRun } from "../active-run.ts";
import { isHolding } from "./hold.ts";
import { leftover } from "./leftover.ts";

/** Time for the last points when the process is told to stop, in ms. */
const LAST_MS = 5_000;
/** Time for a child process to send what is left after `process.exit()`, its own start included, in ms. */
const CHILD_MS = 10_000;
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
    // The second one is impatience.
    if (isEnding) node.exit(SIGNALS[signal]);
    void end("cancelled", SIGNALS[signal]);
  };
  const onError = (error: unknown) => {
    if (node.listenerCount("uncaughtException") > 1) return;
    console.error(error);
    if (!isEnding) void end("failed", 1, error);
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
    if (isHolding()) console.error("Cairn: files were still being sent; the next run on this machine sends them, or cairn sync");
    // process.exit() leaves no time for anything but the disk and a child process.
    for (const run of [...active]) {
      const { requests, kept } = leftover(run, code === 0 ? "finished" : "failed");
      kept(requests.length === 0 || (!isEnding && sendFromChild(node, requests)));
    }
  };

  const handlers = {
    SIGINT: onSignal,
    SIGTERM: onSignal,
    uncaughtException: onError,
    // Node makes an uncaught exception of it; Bun does not.
    ...(node.versions.bun ? { unhandledRejection: onError } : {}),
    beforeExit: onBeforeExit,
    exit: onExit,
  };
  const each = Object.entries(handlers) as [string, (...args: unknown[]) => void][];
  for (const [event, handler] of each) node.on(event, handler);
  return () => {
    for (const [event, handler] of each) node.off(event, handler);
  };
}

/** Sends what it reads, in order, each until it is answered; fails when one was refused, but for the end of a run that ended otherwise. */
const CHILD = `
import process from "node:process";
let text = "";
for await (const chunk of process.stdin) text += chunk;
for (const { method, url, headers, body, isBytes } of JSON.parse(text)) {
  const sent = isBytes ? Uint8Array.from(atob(body), (c) => c.charCodeAt(0)) : body;
  for (;;) {
    const status = await fetch(url, { method, headers, body: sent }).then((answer) => answer.status, () => 503);
    if (status >= 400 && status < 500 && status !== 429 && !(status === 409 && url.endsWith("/finish"))) process.exit(1);
    if (status < 500 && status !== 429) break;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}`;

/** True when all of them were taken. */
function sendFromChild(node: NodeJS.Process, requests: unknown[]): boolean {
  // A program compiled into one file is its own runtime: started again it would not evaluate this but run anew.
  const runtime = /^(node|bun|deno)[\d.]*(\.exe)?$/i.exec(node.execPath.split(/[/\\]/).at(-1) ?? "")?.[1]?.toLowerCase();
  if (!runtime) return false;
  const flags = { node: ["--input-type=module", "--eval"], bun: ["--eval"], deno: ["eval"] }[runtime] ?? [];
  // On standard input, because arguments and the environment can be read by others.
  const { status } = node.getBuiltinModule("node:child_process").spawnSync(node.execPath, [...flags, CHILD], {
    input: JSON.stringify(requests),
    stdio: ["pipe", "ignore", "ignore"],
    timeout: CHILD_MS,
    env: { ...node.env, NODE_OPTIONS: "" },
  });
  return status === 0;
}
