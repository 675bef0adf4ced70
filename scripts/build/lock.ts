import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { buildDir } from "../stack/paths.ts";
import { processInfo } from "../stack/processes.ts";

const path = join(buildDir, "lock.json");

/** Whether the process that wrote the lock still runs; a killed one leaves its lock behind. */
function isHeld(): boolean {
  try {
    const { pid, started } = JSON.parse(readFileSync(path, "utf8")) as { pid: number; started: string };
    return processInfo(pid)?.started === started;
  } catch {
    return false;
  }
}

/** Runs the work while no other process builds in this repository, waiting for one that does. */
export async function withBuildLock<T>(work: () => Promise<T>, onWait: () => void): Promise<T> {
  const mine = JSON.stringify({ pid: process.pid, started: processInfo(process.pid)?.started });
  for (let waited = false; ; ) {
    try {
      writeFileSync(path, mine, { flag: "wx" });
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    if (!isHeld()) rmSync(path, { force: true });
    else {
      if (!waited) onWait();
      waited = true;
      await delay(200);
    }
  }
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}
