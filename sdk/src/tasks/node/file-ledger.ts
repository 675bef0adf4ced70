import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { BuildSummary } from "../build/summary.ts";
import { isAlias } from "../declare/revive.ts";
import {
  type BuildFacts,
  type Claim,
  formatLine,
  LEASE_MS,
  type Lease,
  type Ledger,
  type OpenBuild,
  type Owner,
  type TaskEvent,
  type TaskReport,
} from "../ledger/ledger.ts";
import { isDiffRequired, programEnvironment } from "../ledger/program.ts";
import { registrationOf } from "../ledger/registration.ts";
import type { AnyTask, TaskLine } from "../types.ts";
import { LockFiles, OwnerCard, type Standing, Watch } from "./lock-files.ts";
import { type ProcessOwner, thisOwner } from "./owner.ts";

interface FileLedgerOptions {
  /** Folder that processes which share work share too. */
  readonly folder: string;
  readonly leaseMs?: number;
}

const ENDINGS = { markdown: "md", json: "json" } as const;

/**
 * Keeps leases, events and logs in a folder, so that processes on machines that share it compute each task once, without a
 * server. Below `{folder}/{aa}/{id}`: `lock.N`, `events.jsonl`, `log.N.txt`, `reports/`.
 */
export class FileLedger implements Ledger {
  readonly owner: ProcessOwner = thisOwner();
  readonly #folder: string;
  readonly #watch: Watch;
  readonly #card: OwnerCard;
  #noting: Promise<void> = Promise.resolve();

  constructor({ folder, leaseMs = LEASE_MS }: FileLedgerOptions) {
    this.#folder = folder;
    this.#watch = new Watch(leaseMs);
    this.#card = new OwnerCard(folder, this.owner);
  }

  async claim(task: AnyTask): Promise<Claim> {
    const folder = this.#folderOf(task.id);
    const isNew = mkdirSync(folder, { recursive: true }) !== undefined;
    const locks = new LockFiles(folder, this.#card);
    for (let isFirst = isNew; ; isFirst = false) {
      const standing = isFirst ? null : locks.standing();
      const isHeld = standing !== null && !standing.isReleased;
      const events = isFirst ? [] : readEvents(folder);
      if (isHeld && !this.#watch.isLost(task.id, standing)) {
        const attempt = attemptOf(events, standing.token) ?? nextAttempt(events);
        return { outcome: "held", holder: { owner: standing.owner, token: standing.token, attempt } };
      }
      const after = standing?.token ?? 0;
      if (!locks.take(after)) continue;
      this.#watch.forget(task.id);
      const crashed = isHeld ? crashOf(task.id, standing, attemptOf(events, standing.token)) : null;
      if (crashed) await this.record([crashed]);
      const lease = new FileLease(locks, { token: after + 1, attempt: nextAttempt(events), owner: this.owner });
      return { outcome: "acquired", isFirst, lease };
    }
  }

  async record(events: readonly TaskEvent[]): Promise<void> {
    // Each write begins a line, so that one that a full disk cut short spoils none but itself.
    const byTask = new Map<string, string>();
    for (const event of events) byTask.set(event.task, `${byTask.get(event.task) ?? "\n"}${JSON.stringify(event)}\n`);
    for (const [taskId, lines] of byTask) {
      const folder = this.#folderOf(taskId);
      try {
        appendFileSync(join(folder, "events.jsonl"), lines);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
        mkdirSync(folder, { recursive: true });
        appendFileSync(join(folder, "events.jsonl"), lines);
      }
    }
  }

  async history(taskId: string): Promise<TaskEvent[]> {
    return readEvents(this.#folderOf(taskId));
  }

  async writeLog(taskId: string, attempt: number, lines: readonly TaskLine[]): Promise<void> {
    appendFileSync(join(this.#made(taskId), `log.${attempt}.txt`), lines.map(formatLine).join(""));
  }

  async readLog(taskId: string, attempt: number): Promise<string | null> {
    return readText(join(this.#folderOf(taskId), `log.${attempt}.txt`));
  }

  async saveReport(taskId: string, { name, format, text }: TaskReport): Promise<void> {
    const folder = join(this.#made(taskId), "reports");
    mkdirSync(folder, { recursive: true });
    replace(join(folder, `${encodeURIComponent(name)}.${ENDINGS[format]}`), new TextEncoder().encode(text));
  }

  async reports(taskId: string): Promise<TaskReport[]> {
    const folder = join(this.#folderOf(taskId), "reports");
    if (!existsSync(folder)) return [];
    return readdirSync(folder)
      .filter((file) => /\.(md|json)$/.test(file))
      .sort()
      .map((file) => ({
        name: decodeURIComponent(file.replace(/\.\w+$/, "")),
        format: file.endsWith(".md") ? ("markdown" as const) : ("json" as const),
        text: readFileSync(join(folder, file), "utf8"),
      }));
  }

  async register(tasks: readonly AnyTask[], build: string): Promise<void> {
    // An alias is known by its id alone; who made the task has it in words.
    const lines = tasks
      .filter((task) => !isAlias(task))
      .map((task) => `${JSON.stringify(registrationOf(task))}\n`)
      .join("");
    if (lines) appendFileSync(join(this.#builds(), `${build}.tasks`), lines);
  }

  async openBuild(facts: BuildFacts): Promise<OpenBuild> {
    const path = join(this.#builds(), `${facts.id}.json`);
    const earlier = readText(path);
    const name = facts.name ?? (earlier ? (JSON.parse(earlier) as BuildFacts).name : null) ?? facts.id;
    const { host, pid } = this.owner;
    // A build does not wait for git to answer, unless it must not begin without.
    if (isDiffRequired()) await programEnvironment();
    const state = { ...facts, name, host, pid, started_at: new Date().toISOString(), status: "running" };
    replace(path, new TextEncoder().encode(JSON.stringify(state)));
    this.#noting = programEnvironment().then(
      (environment) => this.#note(facts.id, { environment }),
      () => {},
    );
    return { id: facts.id, name };
  }

  async closeBuild({ failures, ...counts }: BuildSummary): Promise<void> {
    this.#note(counts.build, { ...counts, ended_at: new Date().toISOString(), failures: failures.map(({ task }) => task.id) });
  }

  async flush(): Promise<void> {
    await this.#noting;
  }

  /** Adds to what is kept of a build. */
  #note(build: string, facts: object): void {
    const path = join(this.#builds(), `${build}.json`);
    replace(path, new TextEncoder().encode(JSON.stringify({ ...JSON.parse(readText(path) ?? "{}"), ...facts })));
  }

  #builds(): string {
    const folder = join(this.#folder, "builds");
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  #folderOf(taskId: string): string {
    return join(this.#folder, taskId.slice(0, 2), taskId);
  }

  #made(taskId: string): string {
    const folder = this.#folderOf(taskId);
    mkdirSync(folder, { recursive: true });
    return folder;
  }
}

class FileLease implements Lease {
  readonly token: number;
  readonly attempt: number;
  readonly #locks: LockFiles;
  readonly #owner: Owner;
  #beat = 0;

  constructor(locks: LockFiles, { token, attempt, owner }: { token: number; attempt: number; owner: Owner }) {
    this.#locks = locks;
    this.#owner = owner;
    this.token = token;
    this.attempt = attempt;
  }

  async renew(): Promise<boolean> {
    return this.#locks.update(this.token, { owner: this.#owner, beat: ++this.#beat });
  }

  async isHeld(): Promise<boolean> {
    return this.#locks.isInForce(this.token);
  }

  async release(): Promise<void> {
    this.#locks.release(this.token);
  }
}

/** Number of the attempt that began under a lease, if one did. */
const attemptOf = (events: readonly TaskEvent[], token: number): number | undefined =>
  events.findLast((event) => event.type === "started" && event.token === token)?.attempt;

const nextAttempt = (events: readonly TaskEvent[]): number =>
  1 + events.reduce((highest, event) => Math.max(highest, event.attempt ?? 0), 0);

/** Says of an attempt that its owner died; null when it had not begun. */
function crashOf(task: string, { token, owner }: Standing, attempt: number | undefined): TaskEvent | null {
  if (attempt === undefined) return null;
  return {
    type: "crashed",
    task,
    at: new Date().toISOString(),
    key: `${token}.crashed`,
    attempt,
    token,
    host: owner.host,
    pid: owner.pid,
    error: { type: "Crashed", message: `Process ${owner.pid} on ${owner.host} ended or fell silent while it computed.` },
  };
}

function readEvents(folder: string): TaskEvent[] {
  const text = readText(join(folder, "events.jsonl"));
  if (text === null) return [];
  const events: TaskEvent[] = [];
  for (const line of text.split("\n")) {
    if (line === "") continue;
    try {
      events.push(JSON.parse(line) as TaskEvent);
    } catch {
      // The end of a line that a full disk or a power cut left; whoever wrote it was not told that it is kept.
    }
  }
  return events;
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

/** Writes a file so that readers see the old or the new one, whole. */
function replace(path: string, bytes: Uint8Array): void {
  const temporary = `${path}.tmp.${process.pid}`;
  writeFileSync(temporary, bytes);
  renameSync(temporary, path);
}
