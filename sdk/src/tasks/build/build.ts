import { newBuildId } from "../../ids.ts";
import { nodeProcess } from "../../runtime.ts";
import { memoryEnvironment, type TaskEnvironment, taskEnvironment } from "../environment.ts";
import { LEASE_MS, type TaskEvent } from "../ledger/ledger.ts";
import { loadNodeSide } from "../node-side.ts";
import type { AnyTask } from "../types.ts";
import { debugEnvironment } from "./debug.ts";
import { Engine } from "./engine.ts";
import { type Force, forceChoice, parseForce } from "./force.ts";
import { inProcess } from "./in-process.ts";
import { keepingFailures } from "./kept-failures.ts";
import { type Plan, planOf } from "./plan.ts";
import type { Runner } from "./runner.ts";
import type { BuildProgress, BuildSummary } from "./summary.ts";

/** How tasks are built. */
export interface BuildOptions {
  /** Where tasks are computed; in this process when left out. */
  readonly runner?: Runner;
  /** Tasks at once; the runner's own number when left out. */
  readonly concurrency?: number;
  /** After a failure: start nothing more (`fast`), or go on with all that does not need what failed. */
  readonly failMode?: "fast" | "continue";
  /** Whether what failed in its last attempt is tried again; true when left out. Else it fails with that error, without a new attempt. */
  readonly retryFailed?: boolean;
  /** Computes anew what is complete; CAIRN_FORCE_RECOMPUTE when left out. */
  readonly force?: Force;
  /** Says what would be computed and computes nothing; CAIRN_DRY_RUN when left out. */
  readonly dryRun?: boolean;
  /** A verbose try in memory: reads what is complete, keeps nothing. */
  readonly debug?: boolean;
  /** Id of an earlier build that this one goes on with. */
  readonly id?: string;
  readonly name?: string;
  readonly description?: string;
  readonly signal?: AbortSignal;
  /** Whether SIGINT and SIGTERM end the build gracefully and then the process; true when left out. */
  readonly handleSignals?: boolean;
  /** Computations of a kind at once. */
  readonly throttle?: { readonly [kind: string]: number };
  /** What all tasks together may use, by their estimates. */
  readonly resources?: { readonly cpus?: number; readonly gpus?: number; readonly memoryBytes?: number };
  /** Higher goes first among what can start; the critical path decides between equals. */
  readonly priority?: (task: AnyTask) => number;
  /** Runners by the name that a type's `executor` gives. */
  readonly executors?: { readonly [name: string]: Runner };
  /** What is computed elsewhere is waited for, or left alone when nothing else is to do. */
  readonly onHeld?: "wait" | "exit";
  /** Longest wait for one computation elsewhere, in ms; 24 hours when left out. */
  readonly waitMs?: number;
  readonly onEvent?: (event: TaskEvent) => void;
  readonly onProgress?: (progress: BuildProgress) => void;
  readonly environment?: TaskEnvironment;
  /** Time until a silent owner loses its lease, in ms; 60,000 when left out. */
  readonly leaseMs?: number;
}

const DAY_MS = 86_400_000;

/**
 * Computes what is missing of some tasks and of all that they need, each once, on however many machines it is asked for at the same time.
 * Failures of tasks are in the summary and are not thrown.
 *
 * @throws TaskError `task_cycle`, `build_stuck`; ConfigurationError; StorageError when outputs can be neither read nor written.
 * @example
 * const summary = await build([report({ year: 2026 })], { concurrency: 4, failMode: "continue" });
 * if (summary.status !== "success") process.exitCode = 1;
 */
export async function build(tasks: AnyTask | Iterable<AnyTask>, options: BuildOptions = {}): Promise<BuildSummary> {
  const roots = [...new Map(listOf(tasks).map((task) => [task.id, task])).values()];
  const node = nodeProcess();
  const { dryRun = isSet(node?.env.CAIRN_DRY_RUN), debug = false } = options;
  const outer = options.environment ?? taskEnvironment();
  if (dryRun) {
    const made = await plan(roots, options);
    console.error(made.toString());
    return made.summary;
  }
  const environment = debug ? debugEnvironment(outer, memoryEnvironment()) : outer;
  const prepared = (one: Runner): Runner => (options.retryFailed === false ? keepingFailures(one) : one);
  const runner = prepared(options.runner ?? inProcess());
  const id = options.id ?? newBuildId();
  const { ledger } = environment;
  const opened = await ledger.openBuild({
    id,
    name: options.name ?? null,
    description: options.description ?? "",
    roots: roots.map((task) => task.id),
    runner: runner.name,
  });
  const engine = new Engine({
    build: opened.id,
    environment,
    runner,
    concurrency: Math.max(1, options.concurrency ?? runner.concurrency),
    executors: Object.fromEntries(Object.entries(options.executors ?? {}).map(([name, one]) => [name, prepared(one)])),
    failMode: options.failMode ?? "fast",
    force: forceChoice(options.force ?? parseForce(node?.env.CAIRN_FORCE_RECOMPUTE), roots),
    isDebug: debug,
    onHeld: options.onHeld ?? "wait",
    waitMs: options.waitMs ?? DAY_MS,
    leaseMs: options.leaseMs ?? LEASE_MS,
    throttle: options.throttle,
    resources: options.resources,
    priority: options.priority,
    onEvent: options.onEvent,
    onProgress: options.onProgress,
    register: (found) => ledger.register(found, opened.id),
  });
  const onAbort = () => engine.stop("cancelled");
  if (options.signal?.aborted) onAbort();
  options.signal?.addEventListener("abort", onAbort, { once: true });
  opened.signal?.addEventListener("abort", onAbort, { once: true });
  const signals = options.handleSignals === false ? undefined : loadNodeSide()?.onEndSignals(() => engine.stop("preempted"));
  try {
    const summary = await engine.run(roots);
    await ledger.closeBuild(summary);
    return summary;
  } catch (error) {
    await ledger.closeBuild({ ...engine.summary(), status: "failed" }).catch(() => {});
    throw error;
  } finally {
    options.signal?.removeEventListener("abort", onAbort);
    await ledger.flush().catch(() => {});
    signals?.end();
  }
}

/** What a build would do, without doing it. */
export async function plan(tasks: AnyTask | Iterable<AnyTask>, options: BuildOptions = {}): Promise<Plan> {
  const roots = listOf(tasks);
  const environment = options.environment ?? taskEnvironment();
  return planOf(roots, environment, forceChoice(options.force ?? parseForce(nodeProcess()?.env.CAIRN_FORCE_RECOMPUTE), roots));
}

const listOf = (tasks: AnyTask | Iterable<AnyTask>): AnyTask[] => (Symbol.iterator in tasks ? [...tasks] : [tasks]);
const isSet = (text: string | undefined): boolean => text !== undefined && !["", "0", "false"].includes(text);
