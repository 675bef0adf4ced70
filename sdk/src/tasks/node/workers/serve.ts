import { type ComputeOptions, computeTask } from "../../build/compute.ts";
import { debugEnvironment } from "../../build/debug.ts";
import { StopReason } from "../../build/outcome.ts";
import { aliasTask, reviveTask } from "../../declare/revive.ts";
import { environmentOf, memoryEnvironment, type TaskEnvironment } from "../../environment.ts";
import { failureOf } from "../../errors.ts";
import { routeConsole } from "../console.ts";
import { thisOwner } from "../owner.ts";
import { type FromWorker, type JobWords, type OutcomeWords, outcomeWords, type SessionWords, suspend, type ToWorker } from "./protocol.ts";

/** How a worker speaks with the build: a thread's port, a process's channel. */
export interface Channel {
  send(message: FromWorker): void;
  onMessage(hear: (message: ToWorker) => void): void;
}

/** Computes what comes over a channel, one task or several at a time as it is asked. */
export function serve({ send, onMessage }: Channel): void {
  let session: SessionWords | null = null;
  let environment: TaskEnvironment | null = null;
  const stops = new Map<number, AbortController>();
  const captured = routeConsole();
  onMessage((message) => {
    if (message.type === "open") {
      session = message.session;
      const real = environmentOf(session.environment);
      environment = session.isDebug ? debugEnvironment(real, memoryEnvironment()) : real;
      send({ type: "ready", session: thisOwner().session });
    } else if (message.type === "stop") {
      const words = message.kind === "preempted" ? "The process was told to end." : "The build was cancelled.";
      stops.get(message.call)?.abort(new StopReason(message.kind, words));
    } else if (session && environment) void run(message.call, message.job, session, environment);
  });

  async function run(call: number, job: JobWords, { build, isDebug, leaseMs }: SessionWords, environment: TaskEnvironment): Promise<void> {
    const stop = new AbortController();
    stops.set(call, stop);
    const outcome = await computeWords(job, {
      environment,
      build,
      isDebug,
      leaseMs,
      signal: stop.signal,
      onEvent: (event) => send({ type: "event", event }),
      onProgress: (fraction, note) => send({ type: "progress", call, fraction, note }),
      captured: captured.run,
    });
    send({ type: "ended", call, outcome });
    stops.delete(call);
  }
}

/** Computes a task that came in words, where it cannot wait for others; whatever befalls it is an outcome. */
export async function computeWords(job: JobWords, options: Omit<ComputeOptions, "resolve" | "force">): Promise<OutcomeWords> {
  try {
    const task = await taskOf(job);
    const outcome = await computeTask(task, { ...options, force: job.force, resolve: suspend });
    await options.environment.ledger.flush();
    return outcomeWords(outcome);
  } catch (error) {
    return { status: "failed", attempt: 0, failure: failureOf(error) };
  }
}

/** Makes a task again from words: its types come with their modules. */
async function taskOf({ task, needs, modules }: JobWords) {
  for (const module of modules) await import(module);
  const aliases = new Map(needs.map((need) => [need.id, aliasTask(need)]));
  return reviveTask(task, (id) => aliases.get(id) ?? null);
}
