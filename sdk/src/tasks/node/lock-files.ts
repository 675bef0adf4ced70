import { linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Owner } from "../ledger/ledger.ts";
import { isDead } from "./owner.ts";

const Lock = z.object({
  owner: z.object({ host: z.string(), pid: z.number(), session: z.string(), started: z.string().optional() }),
  /** Counts renewals: whoever waits sees by it that the owner lives, whatever the clocks say. */
  beat: z.number(),
});
type Lock = z.infer<typeof Lock>;

/** The newest lock of a task. */
export interface Standing extends Lock {
  readonly token: number;
  readonly isReleased: boolean;
}

/** `lock.7`, or `lock.7.free` once it was given up. */
const NAME = /^lock\.(\d+)(\.free)?$/;
const numberOf = (name: string): number => Number(NAME.exec(name)?.[1] ?? 0);

const FREE = ".free";
/** Links of one file before another is made; file systems have bounds from 1,024 (NTFS) up. */
const LINKS_MAX = 1_000;
let temporaries = 0;

/** A name that nothing else has, beside the file that it will become. */
const temporaryName = (folder: string): string =>
  join(folder, `.tmp.${process.pid}.${process.hrtime.bigint().toString(36)}.${temporaries++}`);

/**
 * Says who we are, in a file that every lock that we take is a link of: taking one is one step of the file system, and it is never seen
 * half-written.
 */
export class OwnerCard {
  readonly #folder: string;
  readonly #owner: Owner;
  #path: string | null = null;
  #links = 0;

  constructor(folder: string, owner: Owner) {
    this.#folder = join(folder, "owners");
    this.#owner = owner;
  }

  /** False when something is there already. */
  linkTo(path: string): boolean {
    for (;;) {
      const card = this.#current();
      try {
        linkSync(card, path);
        this.#links++;
        return true;
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === "EEXIST") return false;
        // Cleared away by somebody, or out of links: a new one.
        if ((code !== "ENOENT" && code !== "EMLINK") || this.#links === 0) throw error;
        this.#path = null;
      }
    }
  }

  #current(): string {
    if (this.#path !== null && this.#links < LINKS_MAX) return this.#path;
    if (this.#path !== null) unlinkSync(this.#path);
    mkdirSync(this.#folder, { recursive: true });
    const path = temporaryName(this.#folder);
    writeFileSync(path, JSON.stringify({ owner: this.#owner, beat: 0 } satisfies Lock));
    this.#path = path;
    this.#links = 0;
    return path;
  }
}

/**
 * Locks of one task as numbered files: the one with the highest number is in force, its number is the fencing token. A number is made once,
 * by a link that fails where one is, and the highest is never removed; so two can never both believe to be in charge for good, whoever
 * dies between which steps.
 */
export class LockFiles {
  readonly #folder: string;
  readonly #card: OwnerCard;

  constructor(folder: string, card: OwnerCard) {
    this.#folder = folder;
    this.#card = card;
  }

  /** The lock in force, or null when there never was one. */
  standing(): Standing | null {
    for (;;) {
      const { token, isReleased } = this.#highest();
      if (token === 0) return null;
      try {
        const text = readFileSync(this.#path(token) + (isReleased ? FREE : ""), "utf8");
        return { token, isReleased, ...Lock.parse(JSON.parse(text)) };
      } catch (error) {
        // Given up, or removed because there is a higher one.
        if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
      }
    }
  }

  /** Takes the number after `after`; false when somebody else was faster. */
  take(after: number): boolean {
    const token = after + 1;
    if (!this.#card.linkTo(this.#path(token))) return false;
    const names = readdirSync(this.#folder);
    // A number that was used and cleared away can be made again; then a higher one stands.
    if (names.some((name) => numberOf(name) > token || name === `lock.${token}${FREE}`)) {
      rmSync(this.#path(token), { force: true });
      return false;
    }
    for (const name of names) {
      const number = numberOf(name);
      if (number > 0 && number < token) rmSync(join(this.#folder, name), { force: true });
    }
    return true;
  }

  isInForce(token: number): boolean {
    const highest = this.#highest();
    return highest.token === token && !highest.isReleased;
  }

  /** Writes the lock anew; false when it is no longer in force. */
  update(token: number, lock: Lock): boolean {
    if (!this.isInForce(token)) return false;
    const temporary = temporaryName(this.#folder);
    writeFileSync(temporary, JSON.stringify(lock));
    renameSync(temporary, this.#path(token));
    if (this.isInForce(token)) return true;
    rmSync(this.#path(token), { force: true });
    return false;
  }

  /** Gives the lock up, if it still is ours: its number stays. */
  release(token: number): void {
    try {
      renameSync(this.#path(token), this.#path(token) + FREE);
    } catch (error) {
      // Taken over: a higher one stands and this one was cleared away.
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }

  #path(token: number): string {
    return join(this.#folder, `lock.${token}`);
  }

  #highest(): { token: number; isReleased: boolean } {
    let token = 0;
    let isReleased = false;
    for (const name of readdirSync(this.#folder)) {
      const number = numberOf(name);
      if (number > token) {
        token = number;
        isReleased = name.endsWith(FREE);
      } else if (number === token && number > 0) isReleased ||= name.endsWith(FREE);
    }
    return { token, isReleased };
  }
}

interface Seen {
  readonly token: number;
  readonly beat: number;
  readonly atMs: number;
}

/** Judges by a monotonic clock of its own whether the owner of a lock still lives, so that clocks that jump change nothing. */
export class Watch {
  readonly #seen = new Map<string, Seen>();
  readonly #leaseMs: number;

  constructor(leaseMs: number) {
    this.#leaseMs = leaseMs;
  }

  /** True when the owner is dead on this host, or was silent for a lease's time while we looked. */
  isLost(taskId: string, standing: Standing): boolean {
    if (isDead(standing.owner)) return true;
    const seen = this.#seen.get(taskId);
    const now = performance.now();
    if (seen?.token === standing.token && seen.beat === standing.beat) return now - seen.atMs >= this.#leaseMs;
    this.#seen.set(taskId, { token: standing.token, beat: standing.beat, atMs: now });
    return false;
  }

  forget(taskId: string): void {
    this.#seen.delete(taskId);
  }
}
