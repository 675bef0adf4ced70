import { CairnError } from "../../errors.ts";
import type { BuildSummary } from "../build/summary.ts";
import { isAlias } from "../declare/revive.ts";
import type { AnyTask, TaskLine } from "../types.ts";
import { EventQueue } from "./event-queue.ts";
import type { Journal } from "./journal.ts";
import {
  type BuildFacts,
  type Claim,
  type ClaimOptions,
  LEASE_MS,
  type Lease,
  type Ledger,
  type OpenBuild,
  type Owner,
  type TaskEvent,
  type TaskReport,
} from "./ledger.ts";
import { programEnvironment } from "./program.ts";
import { registrationOf } from "./registration.ts";
import type { Registry } from "./registry.ts";

interface WorkspaceLedgerOptions {
  readonly registry: Registry;
  /** Keeps the books while the server is away, and locks among processes that share a folder. */
  readonly local: Ledger;
  /** Keeps what is to be sent when the server is back; null where there are no files: then it is kept in memory. */
  readonly journal: Journal;
  readonly leaseMs?: number;
  /** Told once when the server is away, and once when it is back. */
  readonly onAway?: (isAway: boolean, reason: string) => void;
}

/** Time after which a server that was away is asked again, in ms. */
const AGAIN_MS = 5_000;

/**
 * Keeps leases, attempts and events in a workspace on a server, so that all machines share them. A server that is away stops no build:
 * leases are those of the folder until it is back, and what happened is written down and sent then.
 */
export class WorkspaceLedger implements Ledger {
  readonly owner: Owner;
  readonly wantsOutputs = true;
  readonly #registry: Registry;
  readonly #local: Ledger;
  readonly #journal: Journal;
  readonly #leaseMs: number;
  readonly #onAway: NonNullable<WorkspaceLedgerOptions["onAway"]>;
  readonly #queue: EventQueue;
  readonly #cancels = new Map<string, AbortController>();
  /** Lines that were sent of an attempt. */
  readonly #lineCounts = new Map<string, number>();
  /** Attempts of leases of the server that are under way. */
  readonly #tokens = new Map<number, { isEnded: boolean }>();
  #awayUntilMs = 0;
  #isAway = false;
  #draining: Promise<void> | null = null;

  constructor({ registry, local, journal, leaseMs = LEASE_MS, onAway = () => {} }: WorkspaceLedgerOptions) {
    this.owner = local.owner;
    this.#registry = registry;
    this.#local = local;
    this.#journal = journal;
    this.#leaseMs = leaseMs;
    this.#onAway = onAway;
    this.#queue = new EventQueue((build, events) => this.#append(build, events));
  }

  async claim(task: AnyTask, options: ClaimOptions): Promise<Claim> {
    const { build, force = false } = options;
    const answer = await this.#minding(build ?? null, () =>
      this.#registry.claim(task.id, { owner: this.owner, force, leaseS: this.#leaseMs / 1_000, ...(build === undefined ? {} : { build }) }),
    );
    if (answer === AWAY) return this.#local.claim(task, options);
    if (answer.outcome === "held") {
      const { owner, token, attempt } = answer;
      return { outcome: "held", holder: { owner, token, attempt } };
    }
    if (answer.outcome === "limit") return { outcome: "limit", limit: 0 };
    if (answer.outcome === "complete") return answer;
    this.#tokens.set(answer.token, { isEnded: false });
    return { outcome: "acquired", lease: this.#leaseOf(answer, build) };
  }

  async record(events: readonly TaskEvent[]): Promise<void> {
    await this.#local.record(events);
    const sent = events.filter((event) => this.#isForServer(event));
    if (sent.length === 0) return;
    await this.#queue.add(sent);
    for (const { type, token } of sent) {
      const lease = token === undefined ? undefined : this.#tokens.get(token);
      if (lease && ENDS.has(type)) lease.isEnded = true;
    }
  }

  async history(taskId: string): Promise<TaskEvent[]> {
    const found = await this.#reach(() => this.#registry.history(taskId));
    return found === AWAY || found.length === 0 ? this.#local.history(taskId) : found;
  }

  async writeLog(taskId: string, attempt: number, lines: readonly TaskLine[]): Promise<void> {
    await this.#local.writeLog(taskId, attempt, lines);
    const key = `${taskId}.${attempt}`;
    const first = (this.#lineCounts.get(key) ?? 0) + 1;
    this.#lineCounts.set(key, first + lines.length - 1);
    await this.#reach(() => this.#registry.writeLog(taskId, attempt, first, lines));
  }

  async readLog(taskId: string, attempt: number): Promise<string | null> {
    const found = await this.#reach(() => this.#registry.readLog(taskId, attempt));
    return found === AWAY || found === null ? this.#local.readLog(taskId, attempt) : found;
  }

  async saveReport(taskId: string, report: TaskReport): Promise<void> {
    await this.#local.saveReport(taskId, report);
    await this.#reach(() => this.#registry.saveReport(taskId, null, report));
  }

  async reports(taskId: string): Promise<TaskReport[]> {
    const found = await this.#reach(() => this.#registry.reports(taskId));
    return found === AWAY ? this.#local.reports(taskId) : found;
  }

  async register(tasks: readonly AnyTask[], build: string): Promise<void> {
    await this.#local.register(tasks, build);
    if (tasks.length === 0) return;
    // An alias is known by its id alone: whoever made the task has registered it.
    const words = tasks.filter((task) => !isAlias(task)).map(registrationOf);
    if ((await this.#reach(() => this.#registry.register(words, build))) === AWAY)
      await this.#journal.add({ kind: "tasks", build, tasks: words });
  }

  async openBuild(begun: BuildFacts): Promise<OpenBuild> {
    await this.#local.openBuild(begun);
    const facts = { ...begun, environment: await programEnvironment() };
    const cancel = new AbortController();
    this.#cancels.set(facts.id, cancel);
    const opened = await this.#reach(() => this.#registry.openBuild(facts));
    if (opened === AWAY) await this.#journal.add({ kind: "build", facts });
    return { id: facts.id, name: opened === AWAY ? (facts.name ?? facts.id) : opened.name, signal: cancel.signal };
  }

  async closeBuild(summary: BuildSummary): Promise<void> {
    await this.#local.closeBuild(summary);
    this.#cancels.delete(summary.build);
    // What is computed elsewhere goes on there; this process's part is over.
    const status = summary.status === "held" ? "interrupted" : summary.status;
    await this.#queue.drained();
    const closed = await this.#reach(() => this.#registry.finishBuild(summary.build, status));
    if (closed === AWAY) await this.#journal.add({ kind: "finish", build: summary.build, status });
  }

  async flush(): Promise<void> {
    await this.#queue.drained();
    await this.#local.flush();
  }

  #leaseOf({ token, attempt }: { token: number; attempt: number }, build: string | undefined): Lease {
    let confirmedMs = performance.now();
    const renew = async (): Promise<boolean> => {
      const askedMs = performance.now();
      const { isHeld, isCancelled } = await this.#registry.renew(token, this.#leaseMs / 1_000);
      if (isHeld) confirmedMs = askedMs;
      if (isCancelled && build !== undefined) this.#cancels.get(build)?.abort();
      return isHeld;
    };
    return {
      token,
      attempt,
      renew,
      isHeld: async () => {
        // Within half of its time it cannot have run out, whatever the clocks say.
        if (performance.now() - confirmedMs < this.#leaseMs / 2) return true;
        return renew();
      },
      release: async () => {
        const known = this.#tokens.get(token);
        this.#tokens.delete(token);
        if (known?.isEnded === false) await this.#reach(() => this.#registry.release(token));
      },
    };
  }

  /** A lease of the server began its attempt already. */
  #isForServer({ type, token }: TaskEvent): boolean {
    return !(type === "started" && token !== undefined && this.#tokens.has(token));
  }

  async #append(build: string | null, events: readonly TaskEvent[]): Promise<void> {
    const sent = await this.#minding(build, () => this.#registry.append(build, events));
    if (sent === AWAY) await this.#journal.add({ kind: "events", build, events: events.map((event) => this.#withoutOwnLease(event)) });
    else if (sent.isCancelled && build !== null) this.#cancels.get(build)?.abort();
  }

  /** A lease of the folder means nothing to the server. */
  #withoutOwnLease(event: TaskEvent): TaskEvent {
    if (event.token === undefined || this.#tokens.has(event.token)) return event;
    const { token: _, attempt: __, ...rest } = event;
    return rest;
  }

  /** Asks the server for a build; a refusal is looked into, because a build that was cancelled takes nothing more. */
  async #minding<T>(build: string | null, ask: () => Promise<T>): Promise<T | typeof AWAY> {
    try {
      return await this.#reach(ask);
    } catch (error) {
      if (build !== null && CairnError.isCairnError(error, "illegal_transition") && (await this.#registry.isCancelled(build))) {
        this.#cancels.get(build)?.abort();
      }
      throw error;
    }
  }

  /** Asks the server; {@link AWAY} when it cannot be reached. What was written down meanwhile goes first. */
  async #reach<T>(ask: () => Promise<T>): Promise<T | typeof AWAY> {
    if (performance.now() < this.#awayUntilMs) return AWAY;
    try {
      if (this.#isAway || this.#journal.hasLeftovers()) await this.#drain();
      const answer = await ask();
      if (this.#isAway) this.#onAway(false, "");
      this.#isAway = false;
      return answer;
    } catch (error) {
      if (!isAway(error)) throw error;
      this.#awayUntilMs = performance.now() + AGAIN_MS;
      if (!this.#isAway) this.#onAway(true, error.detail);
      this.#isAway = true;
      return AWAY;
    }
  }

  #drain(): Promise<void> {
    this.#draining ??= this.#journal.drain(this.#registry).finally(() => {
      this.#draining = null;
    });
    return this.#draining;
  }
}

const AWAY: unique symbol = Symbol("away");
const ENDS = new Set(["succeeded", "failed", "cancelled", "preempted", "crashed"]);

const isAway = (error: unknown): error is CairnError => error instanceof CairnError && error.isRetryable;
