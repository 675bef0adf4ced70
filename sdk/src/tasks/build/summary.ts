import type { TaskFailure } from "../errors.ts";
import type { AnyTask } from "../types.ts";
import type { Node, NodeStatus } from "./graph.ts";
import type { StopReason } from "./outcome.ts";

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

/** Counts how the tasks of a build stand. */
export function summarize(
  nodes: Iterable<Node>,
  { build, durationMs, stopped }: { build: string; durationMs: number; stopped: StopReason["kind"] | null },
): BuildSummary {
  const counts = new Map<NodeStatus, number>();
  const failures: BuildFailure[] = [];
  let discovered = 0;
  for (const { task, status, failure } of nodes) {
    discovered++;
    counts.set(status, (counts.get(status) ?? 0) + 1);
    if (failure) failures.push({ task, ...failure });
  }
  const of = (...statuses: NodeStatus[]): number => statuses.reduce((sum, status) => sum + (counts.get(status) ?? 0), 0);
  const [failed, held] = [of("failed"), of("held")];
  const ended = failed > 0 ? "failed" : held > 0 ? "held" : "success";
  return {
    build,
    status: stopped === null ? ended : stopped === "preempted" ? "interrupted" : "cancelled",
    discovered,
    reused: of("reused"),
    succeeded: of("success"),
    failed,
    skipped: of("skipped"),
    cancelled: of("cancelled"),
    held,
    pending: of("pending", "ready", "running", "waiting"),
    durationMs,
    failures,
  };
}
