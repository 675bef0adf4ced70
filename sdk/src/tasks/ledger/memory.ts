import type { AnyTask, TaskLine } from "../types.ts";
import {
  type BuildFacts,
  type Claim,
  formatLine,
  type Ledger,
  type OpenBuild,
  type Owner,
  type TaskEvent,
  type TaskReport,
} from "./ledger.ts";

interface Entry {
  events: TaskEvent[];
  attempts: number;
  holder: { token: number } | null;
  logs: Map<number, string>;
  reports: Map<string, TaskReport>;
}

/** Keeps everything in this process: for tests, debug mode and tasks of one program. */
export class MemoryLedger implements Ledger {
  readonly #entries = new Map<string, Entry>();
  readonly owner: Owner;
  #token = 0;

  constructor(owner: Owner = { host: "memory", pid: 0, session: "memory" }) {
    this.owner = owner;
  }

  async claim(task: AnyTask): Promise<Claim> {
    const entry = this.#entry(task.id);
    if (entry.holder) return { outcome: "held", holder: { owner: this.owner, token: entry.holder.token, attempt: entry.attempts } };
    const holder = { token: ++this.#token };
    entry.holder = holder;
    entry.attempts++;
    const isHeld = async () => entry.holder === holder;
    const release = async () => {
      if (entry.holder === holder) entry.holder = null;
    };
    return { outcome: "acquired", lease: { token: holder.token, attempt: entry.attempts, renew: isHeld, isHeld, release } };
  }

  async record(events: readonly TaskEvent[]): Promise<void> {
    for (const event of events) this.#entry(event.task).events.push(event);
  }

  async history(taskId: string): Promise<TaskEvent[]> {
    return [...(this.#entries.get(taskId)?.events ?? [])];
  }

  async writeLog(taskId: string, attempt: number, lines: readonly TaskLine[]): Promise<void> {
    const { logs } = this.#entry(taskId);
    logs.set(attempt, (logs.get(attempt) ?? "") + lines.map(formatLine).join(""));
  }

  async readLog(taskId: string, attempt: number): Promise<string | null> {
    return this.#entries.get(taskId)?.logs.get(attempt) ?? null;
  }

  async saveReport(taskId: string, report: TaskReport): Promise<void> {
    this.#entry(taskId).reports.set(report.name, report);
  }

  async reports(taskId: string): Promise<TaskReport[]> {
    return [...(this.#entries.get(taskId)?.reports.values() ?? [])];
  }

  async register(): Promise<void> {}

  async openBuild({ id, name }: BuildFacts): Promise<OpenBuild> {
    return { id, name: name ?? id };
  }

  async closeBuild(): Promise<void> {}

  async flush(): Promise<void> {}

  #entry(id: string): Entry {
    const known = this.#entries.get(id);
    if (known) return known;
    const made: Entry = { events: [], attempts: 0, holder: null, logs: new Map(), reports: new Map() };
    this.#entries.set(id, made);
    return made;
  }
}
