import type { TaskJson, TaskLine } from "../types.ts";
import type { BuildFacts, Owner, TaskEvent, TaskReport } from "./ledger.ts";

/** What became of the question for a lease. */
export type RegistryClaim =
  /** `isTakenBack`: an output that lies in the store does not count. */
  | { readonly outcome: "acquired"; readonly token: number; readonly attempt: number; readonly isTakenBack: boolean }
  | { readonly outcome: "complete" }
  | { readonly outcome: "held"; readonly token: number; readonly attempt: number; readonly owner: Owner }
  | { readonly outcome: "limit" };

/** A task in words, with what people call it and the module that declares it. */
export interface Registration extends TaskJson {
  readonly label?: string;
  readonly tags?: { readonly [key: string]: string };
  readonly module?: string;
}

/** What a workspace on a server does for builds. Failures to reach it are CairnErrors that are retryable. */
export interface Registry {
  claim(taskId: string, options: { owner: Owner; build?: string; force: boolean; leaseS: number }): Promise<RegistryClaim>;
  /** Those of some tasks whose outputs were taken back there. */
  takenBack(taskIds: readonly string[]): Promise<string[]>;
  renew(token: number, leaseS: number): Promise<{ isHeld: boolean; isCancelled: boolean }>;
  release(token: number): Promise<void>;
  /** All or none, in order. */
  append(build: string | null, events: readonly TaskEvent[]): Promise<{ isCancelled: boolean }>;
  register(tasks: readonly Registration[], build: string | null): Promise<void>;
  openBuild(facts: BuildFacts): Promise<{ name: string }>;
  isCancelled(build: string): Promise<boolean>;
  finishBuild(build: string, status: "success" | "failed" | "cancelled" | "interrupted"): Promise<void>;
  history(taskId: string): Promise<TaskEvent[]>;
  writeLog(taskId: string, attempt: number, first: number, lines: readonly TaskLine[]): Promise<void>;
  readLog(taskId: string, attempt: number): Promise<string | null>;
  saveReport(taskId: string, attempt: number | null, report: TaskReport): Promise<void>;
  reports(taskId: string): Promise<TaskReport[]>;
}
