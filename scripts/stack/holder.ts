import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { isWorkerd, type ProcessInfo, processInfo } from "./processes.ts";

/** Who runs on a state folder; kept in it as `running.json` (mode 0600: it holds the local token). */
export interface Holder {
  readonly process: Pick<ProcessInfo, "pid" | "started">;
  readonly workerd?: Pick<ProcessInfo, "pid" | "started"> | undefined;
  readonly origin: string;
  readonly issuer?: string | undefined;
  readonly localToken?: string | undefined;
}

/** Another process runs on the same state folder. */
export class StateInUseError extends Error {}

const file = (stateDir: string): string => join(stateDir, "running.json");

const identify = (pid: number): Holder["process"] => ({ pid, started: processInfo(pid)?.started ?? "" });

const stillRuns = (one: Holder["process"]): boolean => {
  const now = processInfo(one.pid);
  return now !== undefined && now.started === one.started;
};

/** Reads who runs, or last ran, on the folder. */
export function readHolder(stateDir: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file(stateDir), "utf8")) as Holder;
  } catch {
    return undefined;
  }
}

/**
 * Takes the folder for this process. Throws {@link StateInUseError} while another runs on it; cleans up after one that was killed.
 * Returns true in that case: its ports may take a moment to be free.
 */
export async function claimState(stateDir: string, origin: string): Promise<boolean> {
  const last = readHolder(stateDir);
  if (last && last.process.pid !== process.pid) {
    if (stillRuns(last.process)) {
      throw new StateInUseError(
        `Cairn is already running on ${stateDir}: ${last.origin} (process ${last.process.pid}). Stop it first, or set CAIRN_STATE to another folder.`,
      );
    }
    await endOrphan(last.workerd);
  }
  if (!existsSync(stateDir)) mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  write(stateDir, { process: identify(process.pid), origin });
  return last !== undefined && last.process.pid !== process.pid;
}

/** Adds to the record what is known once everything runs. */
export function recordRunning(stateDir: string, running: Omit<Holder, "process" | "workerd"> & { workerdPid: number | undefined }): void {
  const { workerdPid, ...rest } = running;
  write(stateDir, { ...rest, process: identify(process.pid), workerd: workerdPid === undefined ? undefined : identify(workerdPid) });
}

/** Gives the folder back. */
export function releaseState(stateDir: string): void {
  if (readHolder(stateDir)?.process.pid === process.pid) rmSync(file(stateDir), { force: true });
}

function write(stateDir: string, holder: Holder): void {
  writeFileSync(file(stateDir), `${JSON.stringify(holder)}\n`, { mode: 0o600 });
}

/** A workerd outlives a parent that was killed; it would hold the port and the databases. */
async function endOrphan(workerd: Holder["workerd"]): Promise<void> {
  const info = workerd && stillRuns(workerd) ? processInfo(workerd.pid) : undefined;
  if (info === undefined || !isWorkerd(info)) return;
  try {
    process.kill(info.pid, "SIGKILL");
  } catch {
    return;
  }
  const deadline = Date.now() + 3000;
  while (stillRuns(info) && Date.now() < deadline) await delay(20);
}
