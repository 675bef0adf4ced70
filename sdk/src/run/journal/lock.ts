import { closeSync, openSync, readFileSync, rmSync, statSync, utimesSync, writeSync } from "node:fs";
import { hostname } from "node:os";
import { isRunning } from "./layout.ts";

/** The holder says this often that it is there, in ms. */
const TOUCH_MS = 5_000;
/** A lock of another machine that was not touched for so long has lost its holder, in ms. */
const STALE_MS = 60_000;

/**
 * Runs `work` while nobody else holds the lock file; null when somebody does. A lock that its holder left behind is taken over. It only
 * saves work: two that send one journal at once are harmless.
 */
export async function whileAlone<T>(file: string, work: () => Promise<T>): Promise<T | null> {
  if (!take(file)) return null;
  const touch = setInterval(() => {
    try {
      utimesSync(file, new Date(), new Date());
    } catch {
      // Somebody cleared the folder; the work goes on.
    }
  }, TOUCH_MS);
  touch.unref();
  try {
    return await work();
  } finally {
    clearInterval(touch);
    rmSync(file, { force: true });
  }
}

function take(file: string): boolean {
  for (let tries = 0; tries < 2; tries++) {
    try {
      const handle = openSync(file, "wx", 0o600);
      writeSync(handle, JSON.stringify({ pid: process.pid, host: hostname() }));
      closeSync(handle);
      return true;
    } catch (error) {
      if ((error as { code?: unknown }).code !== "EEXIST") throw error;
      if (!isLeftBehind(file)) return false;
      rmSync(file, { force: true });
    }
  }
  return false;
}

function isLeftBehind(file: string): boolean {
  const age = Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0);
  if (age > STALE_MS) return true;
  try {
    const { pid, host } = JSON.parse(readFileSync(file, "utf8")) as { pid: number; host: string };
    return host === hostname() && !isRunning(pid);
  } catch {
    // Just being written, or gone.
    return false;
  }
}
