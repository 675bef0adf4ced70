import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { CairnError } from "../../errors.ts";
import { type Journal, type JournalEntry, send } from "../ledger/journal.ts";
import type { Registry } from "../ledger/registry.ts";

/**
 * Keeps what could not be sent in files of a folder, one per process, so that a later process, or `cairn sync`, sends what this one cannot.
 * A file is taken by renaming it, so that two processes do not send the same; what they send all the same is taken once.
 */
export class FileJournal implements Journal {
  readonly #folder: string;
  readonly #own: string;
  #hasOwn = false;
  #hasLooked = false;

  constructor(folder: string) {
    this.#folder = folder;
    this.#own = join(folder, `${process.pid}-${crypto.randomUUID()}.jsonl`);
  }

  async add(entry: JournalEntry): Promise<void> {
    mkdirSync(this.#folder, { recursive: true });
    appendFileSync(this.#own, `${JSON.stringify(entry)}\n`);
    this.#hasOwn = true;
  }

  hasLeftovers(): boolean {
    if (this.#hasOwn) return true;
    if (this.#hasLooked) return false;
    this.#hasLooked = true;
    return existsSync(this.#folder) && readdirSync(this.#folder).length > 0;
  }

  async drain(registry: Registry): Promise<void> {
    this.#hasLooked = true;
    if (!existsSync(this.#folder)) return;
    this.#hasOwn = false;
    for (const name of readdirSync(this.#folder).sort()) {
      const path = join(this.#folder, name);
      const taken = name.endsWith(".sending") ? path : `${path}.sending`;
      if (taken !== path) renameSync(path, taken);
      try {
        await sendFile(registry, taken);
      } catch (error) {
        this.#hasOwn = true;
        throw error;
      }
      rmSync(taken, { force: true });
    }
  }
}

async function sendFile(registry: Registry, path: string): Promise<void> {
  for (const line of readFileSync(path, "utf8").split("\n")) {
    const entry = parse(line);
    if (!entry) continue;
    try {
      await send(registry, entry);
    } catch (error) {
      if (error instanceof CairnError && error.isRetryable) throw error;
      // The server says no to this one; what comes after it may still be of use.
      console.error(
        `Cairn: the server refused something of a build while it was away: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
}

function parse(line: string): JournalEntry | null {
  try {
    return line === "" ? null : (JSON.parse(line) as JournalEntry);
  } catch {
    // Cut short by the end of the process, before it was said to be kept.
    return null;
  }
}
