import { type TaskEnvironment, targetFor } from "../environment.ts";
import { failureOf, nameOf, TaskError } from "../errors.ts";
import { type Claim, LEASE_MS, type Lease, type TaskEvent, type TaskEventType } from "../ledger/ledger.ts";
import type { OutputTarget } from "../outputs/target.ts";
import type { AnyTask } from "../types.ts";
import { dropCheckpoint } from "./checkpoint.ts";
import { makeContext, type ResolveTasks } from "./context.ts";
import { type Meter, startMeter } from "./meter.ts";
import { type Outcome, StopReason, Suspension } from "./outcome.ts";

export interface ComputeOptions {
  readonly environment: TaskEnvironment;
  /** Id of the build that asks. */
  readonly build?: string | undefined;
  /** Computes although there is an output. */
  readonly force?: boolean | undefined;
  readonly isDebug?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Brings about outputs that `run` asks for; throws {@link Suspension} where it cannot wait. */
  readonly resolve: ResolveTasks;
  /** Time until a silent owner loses its lease, in ms. */
  readonly leaseMs?: number | undefined;
  /** Told what happens, as it happens. */
  readonly onEvent?: ((event: TaskEvent) => void) | undefined;
  readonly onProgress?: ((fraction: number, note: string | undefined) => void) | undefined;
  /** Runs `act` so that what it writes to the console becomes lines of the task. */
  readonly captured?: (<T>(write: (text: string) => void, act: () => T) => T) | undefined;
}

/**
 * Computes one task that was found missing, and whose dependencies are complete, once: claims it, runs it, saves its output and says so. It does not wait for others
 * and does not throw for what befalls the task.
 * @throws StorageError when outputs can be neither read nor written, before anything ran.
 */
export async function computeTask(task: AnyTask, options: ComputeOptions): Promise<Outcome> {
  const { environment, build, force = false } = options;
  const { ledger } = environment;
  const target = await targetFor(task, environment);
  const claim: Claim = await ledger.claim(task, { ...(build ? { build } : {}), force });
  // The books know an output that is not in this store: it was removed by hand, or lies elsewhere.
  if (claim.outcome === "complete") return (await target.exists()) ? { status: "reused" } : computeTask(task, { ...options, force: true });
  if (claim.outcome === "held") return { status: "held", holder: claim.holder };
  if (claim.outcome === "limit") return { status: "held", holder: null, limit: claim.limit };
  const { lease, isFirst = false, isTakenBack = false } = claim;
  // Whoever had it before us may have finished between the look and the claim.
  const isThere = !isFirst && (await target.exists());
  if (isThere && !force && !isTakenBack) {
    await lease.release();
    return { status: "reused" };
  }
  return attempt(task, { ...options, lease, target, isThere: isThere || force });
}

/** There, and good in the eyes of its type's `validate`; what is not good is taken away. */
export async function isUsable(task: AnyTask, target: OutputTarget<unknown>, { environment, onEvent }: ComputeOptions): Promise<boolean> {
  if (!(await target.exists())) return false;
  if (!task.type.validate) return true;
  let reason = "validate() said no";
  try {
    if (await task.type.validate(await target.load(), task)) return true;
  } catch (error) {
    reason = `validate() threw: ${failureOf(error).message}`;
  }
  const event: TaskEvent = { type: "invalidated", task: task.id, at: now(), key: crypto.randomUUID(), data: { reason } };
  await target.remove();
  await environment.ledger.record([event]);
  onEvent?.(event);
  return false;
}

interface AttemptOptions extends ComputeOptions {
  readonly lease: Lease;
  readonly target: OutputTarget<unknown>;
  /** Whether an earlier output is replaced. */
  readonly isThere: boolean;
}

const now = (): string => new Date().toISOString();

async function attempt(task: AnyTask, options: AttemptOptions): Promise<Outcome> {
  const { environment, lease, target, build, isDebug = false, signal, onEvent, leaseMs = LEASE_MS } = options;
  const { ledger } = environment;
  const { token, attempt: number } = lease;
  const { host, pid } = ledger.owner;
  const tell = async (type: TaskEventType, facts: Partial<TaskEvent> = {}): Promise<void> => {
    const common = { task: task.id, at: now(), key: `${token}.${type}`, attempt: number, token, host, pid, ...(build ? { build } : {}) };
    const event: TaskEvent = { type, ...common, ...facts };
    await ledger.record([event]);
    onEvent?.(event);
  };
  const stop = new AbortController();
  const onAbort = () => stop.abort(signal?.reason ?? new StopReason("cancelled", "The build was cancelled."));
  if (signal?.aborted) onAbort();
  signal?.addEventListener("abort", onAbort, { once: true });
  const renewal = renewWhileRunning(lease, leaseMs, () => stop.abort(new StopReason("lost", "The lease was taken over.")));
  const meter: Meter = startMeter();
  const context = makeContext(task, { ...options, attempt: number, isDebug, signal: stop.signal, tell });
  try {
    await tell("started");
    const value = await untilStopped(stop.signal, () => context.run(() => task.type.run(task.params, context.ctx)));
    if (task.type.validate && !(await task.type.validate(value, task))) {
      throw new TaskError({ code: "output_invalid", task, detail: `The output of ${nameOf(task)} did not pass its validate().` });
    }
    await context.flush();
    const guard = async () => {
      if (stop.signal.aborted) throw stop.signal.reason;
      if (!(await lease.isHeld())) throw new StopReason("lost", "The lease was taken over.");
    };
    const observed = context.observed();
    const output = target.describe(await target.save(value, { attempt: number, observed, guard, replaces: options.isThere }));
    const resources = meter.stop();
    await tell("succeeded", { output, resources, ...(observed.length > 0 ? { dependencies: observed } : {}) });
    if (number > 1 || context.hasCheckpoint()) await dropCheckpoint(task, environment);
    await lease.release();
    return { status: "success", attempt: number, output, resources };
  } catch (error) {
    await context.close().catch(() => {});
    return await ended(error);
  } finally {
    // Not before: the output may be a folder among these.
    await context.close().catch(() => {});
    renewal.stop();
    signal?.removeEventListener("abort", onAbort);
  }

  async function ended(error: unknown): Promise<Outcome> {
    const resources = meter.stop();
    const reason = error instanceof StopReason ? error : stop.signal.reason instanceof StopReason ? stop.signal.reason : null;
    if (reason?.kind === "lost" || isLeaseLost(error)) return { status: "lost", attempt: number };
    if (error instanceof Suspension) {
      await tell("suspended");
      await lease.release();
      return { status: "suspended", needs: error.needs };
    }
    if (reason) {
      const kind = reason.kind === "preempted" ? "preempted" : "cancelled";
      await tell(kind, { resources });
      await lease.release();
      return { status: kind, attempt: number };
    }
    const failure = failureOf(error);
    await tell("failed", { error: failure, resources });
    await lease.release();
    return { status: "failed", attempt: number, failure, error };
  }
}

const isLeaseLost = (error: unknown): boolean => (error as { code?: unknown } | null)?.code === "lease_lost";

/** What `act` returns, or the reason of the signal as soon as it is given. */
async function untilStopped<T>(signal: AbortSignal, act: () => T | Promise<T>): Promise<T> {
  if (signal.aborted) throw signal.reason;
  const running = act();
  if (!isPromise(running)) return running;
  let onAbort: () => void = () => {};
  const stopped = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
  });
  try {
    return await Promise.race([running, stopped]);
  } finally {
    signal.removeEventListener("abort", onAbort);
    // Nobody hears of it any more when it fails after it was stopped.
    running.catch(() => {});
  }
}

const isPromise = <T>(value: T | Promise<T>): value is Promise<T> => typeof (value as { then?: unknown } | null)?.then === "function";

function renewWhileRunning(lease: Lease, leaseMs: number, onLost: () => void): { stop(): void } {
  let isStopped = false;
  const timer = setInterval(async () => {
    try {
      if (!(await lease.renew()) && !isStopped) onLost();
    } catch {
      // A server that is away is asked again; whether the lease still holds is asked before anything becomes visible.
    }
  }, leaseMs / 2);
  return {
    stop() {
      isStopped = true;
      clearInterval(timer);
    },
  };
}
