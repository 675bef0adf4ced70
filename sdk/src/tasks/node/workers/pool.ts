import { fork } from "node:child_process";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { ConfigurationError } from "../../../errors.ts";
import { type Outcome, StopReason } from "../../build/outcome.ts";
import type { Job, Runner, RunnerRoom, RunnerSession } from "../../build/runner.ts";
import type { TaskEnvironment } from "../../environment.ts";
import { failureOf, type TaskFailure } from "../../errors.ts";
import type { TaskEvent } from "../../ledger/ledger.ts";
import { declareDead } from "../owner.ts";
import { type FromWorker, jobWords, outcomeOf, type SessionWords, type ToWorker } from "./protocol.ts";

export interface PoolOptions {
  /** Workers, each computing one task at a time; one per processor when left out. */
  readonly workers?: number;
  /** Where child processes write what tasks print; `stdout` when left out. */
  readonly output?: "stdout" | "stderr";
}

/** A worker as the pool sees it. */
interface Hand {
  send(message: ToWorker): void;
  end(): Promise<void>;
}

interface Listener {
  hear(message: FromWorker): void;
  /** It is gone, for this reason. */
  gone(reason: string): void;
}

/** `variables` are added to the worker's environment. */
type Hire = (listener: Listener, variables: Readonly<Record<string, string>>) => Hand;

type HireOne = (listener: Listener) => Hand;

const ending = import.meta.url.endsWith(".ts") ? "ts" : "js";
const moduleAt = (name: string): URL => new URL(`./${name}.${ending}`, import.meta.url);

/**
 * Computes on worker threads of this process: for work that keeps a processor busy. Types must be declared in modules that can be loaded
 * without starting the build anew.
 */
export const threads = (options: PoolOptions = {}): Runner => poolRunner("threads", options, hireThread);

/** Computes in child processes: one that dies takes nothing but its task with it. */
export const processes = (options: PoolOptions = {}): Runner => poolRunner("processes", options, hireProcess(options.output));

const hireThread: Hire = ({ hear, gone }, variables) => {
  const worker = new Worker(moduleAt("thread"), { env: { ...process.env, ...variables } });
  let isEnding = false;
  worker.on("message", hear);
  worker.on("error", (error) => gone(`its thread failed: ${error instanceof Error ? error.message : String(error)}`));
  worker.on("exit", (code) => !isEnding && gone(`its thread ended with ${code}`));
  return {
    send: (message) => worker.postMessage(message),
    async end() {
      isEnding = true;
      await worker.terminate();
    },
  };
};

const hireProcess =
  (output: PoolOptions["output"] = "stdout"): Hire =>
  ({ hear, gone }, variables) => {
    const env = { ...process.env, ...variables };
    const child = fork(moduleAt("child"), { env, serialization: "advanced", stdio: ["ignore", output === "stderr" ? 2 : 1, 2, "ipc"] });
    let isEnding = false;
    child.on("message", (message) => hear(message as FromWorker));
    child.on("error", (error) => gone(`its process could not be reached: ${error.message}`));
    child.on("exit", (code, signal) => !isEnding && gone(`its process ended with ${signal ?? code}`));
    return {
      send: (message) => void child.send(message),
      async end() {
        isEnding = true;
        if (child.exitCode !== null || child.signalCode !== null) return;
        const exited = new Promise((resolve) => child.once("exit", resolve));
        child.disconnect();
        await exited;
      },
    };
  };

function poolRunner(name: string, { workers = availableParallelism() }: PoolOptions, hire: Hire): Runner {
  return {
    name,
    concurrency: workers,
    async open(session) {
      const { environment, build, isDebug, leaseMs } = session;
      if (!environment.spec) {
        throw new ConfigurationError({
          code: "not_configured",
          detail: `The runner "${name}" needs outputs where its workers reach them too, and these are kept in this process. Set a root: configureTasks({ root: ".cairn/tasks" }).`,
        });
      }
      const variables = environment.cairn?.variables() ?? {};
      const words = { environment: environment.spec, build, isDebug, leaseMs };
      return new Pool(words, session, (listener) => hire(listener, variables));
    },
  };
}

interface Call {
  readonly number: number;
  readonly job: Job;
  end(outcome: Outcome): void;
}

class Pool implements RunnerRoom {
  readonly #words: SessionWords;
  readonly #session: RunnerSession;
  readonly #hire: HireOne;
  readonly #idle: Seat[] = [];
  readonly #all = new Set<Seat>();
  #calls = 0;

  constructor(words: SessionWords, session: RunnerSession, hire: HireOne) {
    this.#words = words;
    this.#session = session;
    this.#hire = hire;
  }

  async run(job: Job): Promise<Outcome> {
    const seat = this.#idle.pop() ?? this.#newSeat();
    const number = this.#calls++;
    const onAbort = () => {
      const { reason } = job.signal;
      seat.send({
        type: "stop",
        call: number,
        kind: reason instanceof StopReason && reason.kind === "preempted" ? "preempted" : "cancelled",
      });
    };
    try {
      const outcome = await new Promise<Outcome>((end) => {
        seat.begin({ number, job, end });
        seat.send({ type: "run", call: number, job: jobWords(job.task, job.force) });
        if (job.signal.aborted) onAbort();
        job.signal.addEventListener("abort", onAbort, { once: true });
      });
      return outcome;
    } finally {
      job.signal.removeEventListener("abort", onAbort);
      if (seat.isAlive) this.#idle.push(seat);
      else this.#all.delete(seat);
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#all].map((seat) => seat.end()));
  }

  #newSeat(): Seat {
    const seat = new Seat(this.#hire, this.#session);
    this.#all.add(seat);
    seat.send({ type: "open", session: this.#words });
    return seat;
  }
}

/** A worker and the task that it has. */
class Seat {
  readonly #hand: Hand;
  #call: Call | null = null;
  #owner: string | null = null;
  /** The attempt that it is at, for the books in case it dies. */
  #started: TaskEvent | null = null;
  isAlive = true;

  constructor(hire: HireOne, { environment, onEvent }: RunnerSession) {
    this.#hand = hire({
      hear: (message) => {
        if (message.type === "ready") this.#owner = message.session;
        else if (message.type === "event") {
          if (message.event.type === "started") this.#started = message.event;
          onEvent(message.event);
        } else if (message.type === "progress") this.#call?.job.onProgress(message.fraction, message.note);
        else {
          this.#started = null;
          void this.#ended(message.call, outcomeOf(message.outcome));
        }
      },
      gone: (reason) => {
        this.isAlive = false;
        if (this.#owner !== null) declareDead(this.#owner);
        const call = this.#call;
        const error = new Error(`The worker is gone: ${reason}.`);
        if (!call) return;
        const failure = failureOf(error);
        void this.#ended(
          call.number,
          this.#bury(environment, failure).then(() => ({ status: "failed", attempt: 0, failure, error })),
        );
      },
    });
  }

  begin(call: Call): void {
    this.#call = call;
  }

  send(message: ToWorker): void {
    if (this.isAlive) this.#hand.send(message);
  }

  async end(): Promise<void> {
    if (this.isAlive) await this.#hand.end();
    this.isAlive = false;
  }

  /** Says of the attempt that it died. */
  async #bury({ ledger }: TaskEnvironment, failure: TaskFailure): Promise<void> {
    const started = this.#started;
    if (!started || started.task !== this.#call?.job.task.id) return;
    const event: TaskEvent = { ...started, type: "crashed", at: new Date().toISOString(), key: `${started.token}.crashed`, error: failure };
    await ledger.record([event]);
  }

  async #ended(number: number, outcome: Promise<Outcome>): Promise<void> {
    if (this.#call?.number !== number) return;
    const { end } = this.#call;
    this.#call = null;
    end(await outcome.catch((error): Outcome => ({ status: "failed", attempt: 0, failure: failureOf(error), error })));
  }
}
