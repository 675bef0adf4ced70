import type { RunEnvironment } from "../../schema/index.ts";
import type { BuildSummary } from "../build/summary.ts";
import type { TaskFailure } from "../errors.ts";
import type { AnyTask, DoneMarker, Json, TaskLine } from "../types.ts";

/** Who computes: enough to see on the same host whether it still lives. */
export interface Owner {
  readonly host: string;
  readonly pid: number;
  /** Tells apart computations of one process, and a new process with an old pid. */
  readonly session: string;
}

export type TaskEventType =
  | "reused"
  | "queued"
  | "waiting"
  | "started"
  | "suspended"
  | "resumed"
  | "checkpointed"
  | "succeeded"
  | "failed"
  | "skipped"
  | "cancelled"
  | "preempted"
  | "crashed"
  | "invalidated";

/** What an attempt used. Times in seconds, memory in bytes; parts that cannot be known are left out. */
export interface Resources {
  readonly wall_s: number;
  readonly cpu_s?: number;
  readonly peak_memory_bytes?: number;
  readonly gpu?: GpuUse;
}

/** Of all GPUs of the machine together, while an attempt ran. */
export interface GpuUse {
  readonly name?: string;
  readonly peak_memory_bytes?: number;
  /** 0 to 1. */
  readonly mean_utilization?: number;
}

/** Where an output lies. */
export interface OutputFacts {
  readonly uri: string;
  readonly size_bytes: number;
  readonly sha256: string;
  readonly serializer: string;
}

/** One thing that happened to a task. Events are only added, never changed. */
export interface TaskEvent {
  readonly type: TaskEventType;
  readonly task: string;
  /** RFC 3339, UTC. */
  readonly at: string;
  /** Makes it harmless to tell an event twice. */
  readonly key: string;
  readonly build?: string;
  readonly attempt?: number;
  /** Fencing token of the lease under which it happened. */
  readonly token?: number;
  readonly host?: string;
  readonly pid?: number;
  readonly error?: TaskFailure;
  readonly output?: OutputFacts;
  readonly resources?: Resources;
  /** Ids of tasks that it turned out to need while it ran. */
  readonly dependencies?: readonly string[];
  readonly data?: { readonly [name: string]: Json };
}

/** The right to compute one task, for as long as it is renewed. */
export interface Lease {
  /** Grows with every lease, so that a late writer is told from the one in charge. */
  readonly token: number;
  /** Number of the attempt that it stands for; 1 for the first. */
  readonly attempt: number;
  /** False when it was lost. */
  renew(): Promise<boolean>;
  /** Whether it still is ours. Asked before anything becomes visible. */
  isHeld(): Promise<boolean>;
  release(): Promise<void>;
}

/** Who has a task, as far as it is known. */
export interface Holder {
  readonly owner: Owner;
  readonly token: number;
  readonly attempt: number;
}

export type Claim =
  /** `isFirst`: nobody ever had it before, so nobody can have made its output meanwhile. */
  | { readonly outcome: "acquired"; readonly lease: Lease; readonly isFirst?: boolean }
  | { readonly outcome: "complete" }
  | { readonly outcome: "held"; readonly holder: Holder }
  /** The workspace has as many leases as it may. */
  | { readonly outcome: "limit"; readonly limit: number };

export interface ClaimOptions {
  readonly build?: string;
  /** Asks although the task is complete. */
  readonly force?: boolean;
}

/** Time after which a lease that is not renewed is taken over, in ms; it is renewed at half of it. */
export const LEASE_MS = 60_000;

/** Keeps leases, attempts and what happened. Of one process, of a folder or of a workspace on a server. */
export interface Ledger {
  /** Who we are in events and leases. */
  readonly owner: Owner;
  /** Whether events of what is complete already tell of its output: it cannot look into the store by itself. */
  readonly wantsOutputs?: boolean;
  claim(task: AnyTask, options: ClaimOptions): Promise<Claim>;
  /** Adds events, in order. What is kept only here for a while, as when a server is away, is no failure. */
  record(events: readonly TaskEvent[]): Promise<void>;
  /** Events of a task, oldest first. */
  history(taskId: string): Promise<TaskEvent[]>;
  /** Adds lines to the log of an attempt. */
  writeLog(taskId: string, attempt: number, lines: readonly TaskLine[]): Promise<void>;
  /** Text of the log of an attempt, or null. */
  readLog(taskId: string, attempt: number): Promise<string | null>;
  saveReport(taskId: string, report: TaskReport): Promise<void>;
  reports(taskId: string): Promise<TaskReport[]>;
  /** Makes tasks known before anything is said of them. */
  register(tasks: readonly AnyTask[], build: string): Promise<void>;
  /** Begins a build, or goes on with one that is known. */
  openBuild(facts: BuildFacts): Promise<OpenBuild>;
  closeBuild(summary: BuildSummary): Promise<void>;
  /** What it still holds back is stored or sent. */
  flush(): Promise<void>;
}

/** What is known of a build when it begins. */
export interface BuildFacts {
  readonly id: string;
  readonly name: string | null;
  readonly description: string;
  /** Ids of the tasks that were asked for. */
  readonly roots: readonly string[];
  readonly runner: string;
  /** Where, how and from which code the program runs, as far as it is recorded. */
  readonly environment?: RunEnvironment;
}

export interface OpenBuild {
  readonly id: string;
  readonly name: string;
  /** Aborted when the build is cancelled from elsewhere. */
  readonly signal?: AbortSignal;
}

/** A report of a task: Markdown, or JSON as text. */
export interface TaskReport {
  readonly name: string;
  readonly format: "markdown" | "json";
  readonly text: string;
}

/** Result of a task by its events, as long as no output says otherwise. */
export type TaskResult = "absent" | "incomplete" | "success" | "failed";
export type AttemptStatus = "queued" | "running" | "suspended" | "success" | "failed" | "cancelled" | "preempted" | "crashed";

/** One try to compute a task. */
export interface Attempt {
  readonly number: number;
  readonly status: AttemptStatus;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly host: string | null;
  readonly pid: number | null;
  readonly build: string | null;
  readonly error: TaskFailure | null;
  readonly resources: Resources | null;
}

const ATTEMPT_STATUS: Partial<Record<TaskEventType, AttemptStatus>> = {
  started: "running",
  suspended: "suspended",
  resumed: "running",
  succeeded: "success",
  failed: "failed",
  cancelled: "cancelled",
  preempted: "preempted",
  crashed: "crashed",
};
const ENDED = new Set<AttemptStatus>(["success", "failed", "cancelled", "preempted", "crashed"]);

/** What a done marker says of the attempt that wrote it. */
type Finish = Pick<DoneMarker, "attempt" | "finished_at">;

/**
 * Attempts in order of their numbers. What comes for one that has ended counts no more. A done marker proves the success of its attempt, also
 * of one that died before it could tell.
 */
export function attemptsOf(events: readonly TaskEvent[], marker?: Finish | null): Attempt[] {
  const attempts = new Map<number, Attempt>();
  for (const event of events) {
    const status = ATTEMPT_STATUS[event.type];
    if (event.attempt === undefined || status === undefined) continue;
    const known = attempts.get(event.attempt);
    if (known && ENDED.has(known.status)) continue;
    attempts.set(event.attempt, {
      number: event.attempt,
      status,
      startedAt: known?.startedAt ?? event.at,
      endedAt: ENDED.has(status) ? event.at : null,
      host: event.host ?? known?.host ?? null,
      pid: event.pid ?? known?.pid ?? null,
      build: event.build ?? known?.build ?? null,
      error: event.error ?? null,
      resources: event.resources ?? null,
    });
  }
  const made = marker && attempts.get(marker.attempt);
  if (made && made.status !== "success")
    attempts.set(made.number, { ...made, status: "success", endedAt: marker.finished_at, error: null });
  return [...attempts.values()].sort((a, b) => a.number - b.number);
}

/** Ids of tasks that one turned out to need while it ran. */
export const observedOf = (events: readonly TaskEvent[]): string[] => [
  ...new Set(events.flatMap(({ type, dependencies }) => (type === "skipped" ? [] : (dependencies ?? [])))),
];

/** A line as logs show it: time, level, text. */
export const formatLine = ({ level, text, atMs }: TaskLine): string =>
  text
    .split("\n")
    .map((line) => `${new Date(atMs).toISOString()} ${level.toUpperCase().padEnd(5)} ${line}\n`)
    .join("");

/** absent: never tried, or taken back; incomplete: an attempt runs or was cut off. */
export function resultOf(events: readonly TaskEvent[]): TaskResult {
  const from = events.findLastIndex(({ type }) => type === "invalidated") + 1;
  const last = attemptsOf(events.slice(from)).at(-1);
  if (!last) return "absent";
  return last.status === "success" || last.status === "failed" ? last.status : "incomplete";
}
