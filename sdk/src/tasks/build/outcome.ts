import type { TaskFailure } from "../errors.ts";
import type { Holder, OutputFacts, Resources } from "../ledger/ledger.ts";
import type { AnyTask } from "../types.ts";

/** How one try to get a task's output ended. */
export type Outcome =
  | { readonly status: "success"; readonly attempt: number; readonly output: OutputFacts; readonly resources: Resources }
  /** Was there already, or somebody else computed it meanwhile. */
  | { readonly status: "reused" }
  | { readonly status: "failed"; readonly attempt: number; readonly failure: TaskFailure; readonly error: unknown }
  /** Somebody else computes it. */
  | { readonly status: "held"; readonly holder: Holder | null; readonly limit?: number }
  /** It needs these first, and will be tried anew. */
  | { readonly status: "suspended"; readonly needs: readonly AnyTask[] }
  | { readonly status: "cancelled" | "preempted"; readonly attempt: number }
  /** Its lease was taken over: somebody else is in charge, and nothing of this try is visible. */
  | { readonly status: "lost"; readonly attempt: number };

/** Why work is stopped. */
export class StopReason extends Error {
  readonly kind: "cancelled" | "preempted" | "lost";
  constructor(kind: "cancelled" | "preempted" | "lost", message: string) {
    super(message);
    this.kind = kind;
  }
}

/** Thrown through `run` where it cannot wait: the task is tried anew when what it needs is there. */
export class Suspension extends Error {
  readonly needs: readonly AnyTask[];
  constructor(needs: readonly AnyTask[]) {
    super("The task waits for others. Let this error pass through `run`.");
    this.needs = needs;
  }
}
