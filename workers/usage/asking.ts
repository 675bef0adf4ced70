import { BYTE_CLASSES } from "@cairn/sdk/schema";
import { dayOf, monthOf } from "../shared/clock.ts";
import { faultOf } from "../shared/errors.ts";
import { errorFields, log } from "../shared/log.ts";
import type { WorkspaceUsage } from "../workspace/usage/read.ts";
import type { HeldBytes } from "../workspace/usage/store.ts";
import { ASK_RETRY_MS, ASKED_AT_ONCE, BYTES_EVERY_MS, HELD_MAX_AGE_MS, SETTLE_MS } from "./limits.ts";
import { markAsked, markDirty, markGone, raiseCount, readWorkspaces, setHeld, writeBytes } from "./store.ts";

export interface AskingDeps {
  storage: DurableObjectStorage;
  now(): number;
  /** What a workspace used since a day. Throws `not_found` when it is gone. */
  ask(workspaceId: string, question: { from: number; withBytes: boolean }): Promise<WorkspaceUsage>;
}

interface Dirty {
  /** When its last request came. */
  requestAt: number;
  dueAt: number;
  /** Runs that were let through since it was asked. */
  runs: number;
  /** When it was asked last what it holds, Unix ms; 0: not since it is here. */
  bytesAt: number;
}

/**
 * Which workspaces have to be asked what they counted. Each keeps its own counts, exactly; here is a copy, so that limits of the
 * organization are looked up in one place, and that what a workspace used stays known when it is gone.
 */
export class Asking {
  readonly #deps: AskingDeps;
  readonly #dirty = new Map<string, Dirty>();

  constructor(deps: AskingDeps) {
    this.#deps = deps;
    const now = deps.now();
    for (const { id, is_dirty } of readWorkspaces(deps.storage.sql))
      if (is_dirty === 1) this.#dirty.set(id, { requestAt: now, dueAt: now, runs: 0, bytesAt: 0 });
  }

  /** A request goes to a workspace: it is asked after a while. Written at once, so that no crash forgets it. */
  note(id: string, { delayMs, isRun }: { delayMs: number; isRun: boolean }): void {
    const now = this.#deps.now();
    const known = this.#dirty.get(id);
    if (!known) markDirty(this.#deps.storage.sql, id);
    const dueAt = Math.min(known?.dueAt ?? Number.POSITIVE_INFINITY, now + delayMs);
    this.#dirty.set(id, { requestAt: now, dueAt, runs: (known?.runs ?? 0) + (isRun ? 1 : 0), bytesAt: known?.bytesAt ?? 0 });
  }

  /** Runs that were let through and are in no copy yet. */
  get runs(): number {
    return Array.from(this.#dirty.values()).reduce((sum, { runs }) => sum + runs, 0);
  }

  /** When the next one is due, Unix ms; null: none. */
  nextAt(): number | null {
    return this.#dirty.size === 0 ? null : Math.min(...Array.from(this.#dirty.values(), ({ dueAt }) => dueAt));
  }

  /** Asks those that are due. One that does not answer is asked again later. */
  async askDue(): Promise<void> {
    const now = this.#deps.now();
    await this.#askAll(
      Array.from(this.#dirty).flatMap(([id, { dueAt }]) => (dueAt <= now ? [id] : [])),
      { isExact: false },
      (id, error) => {
        log({ level: "warn", msg: "workspace not asked for its usage", workspace: id, ...errorFields(error) });
        this.#dirty.set(id, { runs: 0, bytesAt: 0, ...this.#dirty.get(id), requestAt: now, dueAt: now + ASK_RETRY_MS });
      },
    );
  }

  /** Asks all that may have counted more, and of those given the ones that were not asked for long. Throws when one does not answer. */
  async askForReader(ids: readonly string[]): Promise<void> {
    const now = this.#deps.now();
    const known = new Map(readWorkspaces(this.#deps.storage.sql).map((row) => [row.id, row]));
    const old = ids.filter((id) => (known.get(id)?.asked_at ?? 0) < now - HELD_MAX_AGE_MS && known.get(id)?.is_gone !== 1);
    await this.#askAll([...new Set([...this.#dirty.keys(), ...old])], { isExact: true }, (_, error) => {
      throw error;
    });
  }

  /** Asks a workspace for the last time: its data is about to go. Again is harmless. */
  async askLast(id: string): Promise<void> {
    await this.#askAll([id], { isExact: true }, (_, error) => {
      throw error;
    });
    this.#gone(id);
  }

  async #askAll(ids: readonly string[], how: { isExact: boolean }, failed: (id: string, error: unknown) => void): Promise<void> {
    for (let i = 0; i < ids.length; i += ASKED_AT_ONCE)
      await Promise.all(
        ids.slice(i, i + ASKED_AT_ONCE).map((id) =>
          this.#ask(id, how).catch((error: unknown) => {
            if (faultOf(error)?.code === "not_found") this.#gone(id);
            else failed(id, error);
          }),
        ),
      );
  }

  async #ask(id: string, { isExact }: { isExact: boolean }): Promise<void> {
    const { storage, now, ask } = this.#deps;
    const askedAt = now();
    const before = this.#dirty.get(id);
    // Adding up what it holds takes longer the more that is; the last question before it rests asks for it in any case.
    const isLast = !before || askedAt >= before.requestAt + SETTLE_MS;
    const withBytes = isExact || isLast || askedAt - before.bytesAt >= BYTES_EVERY_MS;
    // A request that comes during the question makes it due earlier again.
    if (before) this.#dirty.set(id, { ...before, dueAt: before.requestAt + SETTLE_MS });
    const row = readWorkspaces(storage.sql).find((one) => one.id === id);
    // What happened on days before it was last asked is known, but for what was on its way then.
    const from = row && row.asked_at > 0 ? Math.min(monthOf(askedAt), dayOf(row.asked_at - SETTLE_MS)) : 0;
    const { days, bytes } = await ask(id, { from, withBytes });
    const dirty = this.#dirty.get(id);
    const isClean = !dirty || askedAt >= dirty.requestAt + SETTLE_MS;
    storage.transactionSync(() => {
      for (const { day, meter, value } of days) raiseCount(storage.sql, { day, meter, workspace: id, source: "", value });
      markAsked(storage.sql, { id, at: askedAt, isClean });
      if (bytes) this.#writeHeld(id, askedAt, bytes);
    });
    if (isClean) this.#dirty.delete(id);
    else this.#dirty.set(id, { ...dirty, runs: dirty.runs - (before?.runs ?? 0), bytesAt: bytes ? askedAt : dirty.bytesAt });
  }

  #writeHeld(id: string, at: number, bytes: HeldBytes): void {
    const { sql } = this.#deps.storage;
    for (const one of BYTE_CLASSES) setHeld(sql, { day: dayOf(at), meter: `bytes_${one}`, workspace: id, value: bytes[one] });
    writeBytes(
      sql,
      id,
      BYTE_CLASSES.reduce((sum, one) => sum + bytes[one], 0),
    );
  }

  #gone(id: string): void {
    const { storage, now } = this.#deps;
    storage.transactionSync(() => {
      markGone(storage.sql, id);
      this.#writeHeld(id, now(), { database: 0, points: 0, logs: 0, files: 0 });
    });
    this.#dirty.delete(id);
  }
}
