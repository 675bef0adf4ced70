import { isMainThread } from "node:worker_threads";
import type { ActiveRun } from "../active-run.ts";
import type { RunOptions } from "../options.ts";
import { captureConsole } from "./console.ts";
import { shareWithChildren } from "./settings.ts";
import { sampleSystem } from "./system.ts";

/** Starts what goes on beside a run. A part of a run records its output alone: the machine is measured by who started the run. */
export function record(run: ActiveRun, options: RunOptions, { isOwner, createdAt }: { isOwner: boolean; createdAt: string }): void {
  // What a worker thread prints comes out of the main thread's streams.
  if (options.console ?? isMainThread) run.during(captureConsole((line) => run.line(line)));
  if (!isOwner) return;
  if (options.system !== false) {
    const startedAt = Math.min(Date.now(), Date.parse(createdAt) || Date.now());
    const onSample = (metrics: Record<string, number>, step: number) => run.record(metrics, step);
    run.during(sampleSystem({ intervalS: options.system?.intervalS, startedAt, onSample }));
  }
  if (options.children === "join") run.during(shareWithChildren(run.env));
}
