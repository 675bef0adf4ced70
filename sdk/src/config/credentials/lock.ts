import { randomBytes } from "node:crypto";
import { closeSync, openSync, readFileSync, rmSync, statSync, writeSync } from "node:fs";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { ConfigError } from "../errors.ts";
import { ensurePrivateFolder } from "../files.ts";

/** A holder that is older than this has hung or was suspended: its request was given up long before. */
export const STALE_AFTER_MS = 30_000;
/** Longest time to wait for others: longer than one stale holder lasts. */
const GIVE_UP_AFTER_MS = 45_000;
const RETRY_MS = { min: 15, spread: 35 };

interface Holder {
  pid: number;
  machine: string;
  at: number;
  nonce: string;
}

const has = (error: unknown, code: string) => error instanceof Error && "code" in error && error.code === code;

/** Makes the file unless it is there; true when this call made it. */
function create(file: string, content: string): boolean {
  let handle: number;
  try {
    handle = openSync(file, "wx", 0o600);
  } catch (error) {
    // Windows answers EPERM while a file of that name is on its way out.
    if (has(error, "EEXIST") || (process.platform === "win32" && has(error, "EPERM"))) return false;
    throw error;
  }
  writeSync(handle, content);
  closeSync(handle);
  return true;
}

/** Who holds the lock; a file that is not written to its end counts by its time. null: nobody. */
function holderOf(file: string): Holder | null {
  try {
    const text = readFileSync(file, "utf8");
    try {
      return JSON.parse(text) as Holder;
    } catch {
      return { pid: 0, machine: "", at: statSync(file).mtimeMs, nonce: `torn-${statSync(file).mtimeMs}` };
    }
  } catch (error) {
    if (has(error, "ENOENT")) return null;
    throw error;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return has(error, "EPERM");
  }
}

const isStale = (holder: Holder) =>
  Date.now() - holder.at > STALE_AFTER_MS || (holder.machine === hostname() && holder.pid > 0 && !isRunning(holder.pid));

/**
 * Removes a lock whose holder is gone. A marker named after that very holder lets one process do it, which looks again first:
 * otherwise two that saw the same dead holder could remove each other's new locks.
 */
export function breakStale(file: string, stale: Holder): void {
  const marker = `${file}.break-${stale.nonce}`;
  if (!create(marker, "")) {
    const left = statSync(marker, { throwIfNoEntry: false });
    if (left && Date.now() - left.mtimeMs > STALE_AFTER_MS) rmSync(marker, { force: true });
    return;
  }
  try {
    if (holderOf(file)?.nonce === stale.nonce) rmSync(file, { force: true });
  } finally {
    rmSync(marker, { force: true });
  }
}

/** Runs `work` while no other process of this machine holds the lock. Throws ConfigError when it cannot be had in 45 s. */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  ensurePrivateFolder(dirname(file));
  const nonce = randomBytes(8).toString("hex");
  const givenUp = Date.now() + GIVE_UP_AFTER_MS;
  const holder = (): Holder => ({ pid: process.pid, machine: hostname(), at: Date.now(), nonce });
  while (!create(file, JSON.stringify(holder()))) {
    const other = holderOf(file);
    if (other && isStale(other)) {
      breakStale(file, other);
      continue;
    }
    if (Date.now() > givenUp) {
      throw new ConfigError(
        "lock_timeout",
        `Another cairn process (${other?.pid ?? "unknown"}) holds ${file} for too long.`,
        "End that process, then try again.",
      );
    }
    await wait(RETRY_MS.min + Math.random() * RETRY_MS.spread);
  }
  try {
    return await work();
  } finally {
    if (holderOf(file)?.nonce === nonce) rmSync(file, { force: true });
  }
}
