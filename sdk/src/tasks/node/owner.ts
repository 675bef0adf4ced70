import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import type { Owner } from "../ledger/ledger.ts";

/** An owner with the time at which its process began, where the system tells it: an old pid may belong to a new process. */
export interface ProcessOwner extends Owner {
  readonly started?: string | undefined;
}

/** Start of a process in ticks since boot, by /proc; undefined elsewhere and for a process that is not there. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    // A zombie holds its pid until its parent looks, but computes nothing.
    return fields[0] === "Z" || fields[0] === "X" ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

let own: ProcessOwner | null = null;

/** This process, or this thread of it. */
export function thisOwner(): ProcessOwner {
  if (!own) {
    const started = startOf(process.pid);
    own = { host: hostname(), pid: process.pid, session: randomUUID(), ...(started ? { started } : {}) };
  }
  return own;
}

/** Threads of this process that have ended. */
const dead = new Set<string>();

/** A thread of this process has ended, whatever it held. */
export function declareDead(session: string): void {
  dead.add(session);
}

/** True only when it is certain: an owner on this host whose process, or thread of this process, has ended. */
export function isDead(owner: ProcessOwner): boolean {
  if (owner.host !== hostname()) return false;
  if (dead.has(owner.session)) return true;
  if (owner.pid === process.pid) return owner.started !== undefined && owner.started !== thisOwner().started;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
  return owner.started !== undefined && owner.started !== startOf(owner.pid);
}
