import type { TaskFailure } from "../errors.ts";
import type { AnyTask } from "../types.ts";

/** `held`: everything left is computed elsewhere and the build was told not to wait. */
export type BuildStatus = "success" | "failed" | "cancelled" | "interrupted" | "held";

/** How a build ended. `discovered` is the sum of the seven counts after it. */
export interface BuildSummary {
  readonly build: string;
  readonly status: BuildStatus;
  readonly discovered: number;
  /** Were complete before, or were computed by somebody else meanwhile. */
  readonly reused: number;
  readonly succeeded: number;
  readonly failed: number;
  /** Not tried, because something that they need failed. */
  readonly skipped: number;
  readonly cancelled: number;
  /** Left to others who compute them. */
  readonly held: number;
  /** Not tried, because the build stopped before. */
  readonly pending: number;
  readonly durationMs: number;
  readonly failures: readonly BuildFailure[];
}

export interface BuildFailure {
  readonly task: AnyTask;
  readonly failure: TaskFailure;
  /** As it was thrown, where it was thrown in this process. */
  readonly error: unknown;
}

/** How far a build is. */
export interface BuildProgress {
  readonly discovered: number;
  /** Complete, failed or skipped. */
  readonly ended: number;
  readonly running: number;
  readonly failed: number;
  /** Estimated, in ms; null as long as nothing is known to estimate from. */
  readonly remainingMs: number | null;
}
