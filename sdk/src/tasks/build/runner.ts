import type { TaskEnvironment } from "../environment.ts";
import type { TaskEvent } from "../ledger/ledger.ts";
import type { AnyTask } from "../types.ts";
import type { ResolveTasks } from "./context.ts";
import type { Outcome } from "./outcome.ts";

/** One task to compute, whose dependencies are complete. */
export interface Job {
  readonly task: AnyTask;
  readonly force: boolean;
  readonly signal: AbortSignal;
  /** Waits in this process until tasks are complete. Runners elsewhere answer `suspended` instead. */
  readonly resolve: ResolveTasks;
  readonly onProgress: (fraction: number, note: string | undefined) => void;
}

/** What a build tells its runners once. */
export interface RunnerSession {
  readonly environment: TaskEnvironment;
  readonly build: string;
  readonly concurrency: number;
  readonly isDebug: boolean;
  readonly leaseMs: number;
  readonly onEvent: (event: TaskEvent) => void;
}

/** Where tasks are computed: here, on threads, in processes, on other machines. All give the same results. */
export interface Runner {
  readonly name: string;
  /** Tasks at once where the build does not say. */
  readonly concurrency: number;
  /** @throws ConfigurationError when it cannot work in this environment, naming what is missing. */
  open(session: RunnerSession): Promise<RunnerRoom>;
}

/** An opened runner. */
export interface RunnerRoom {
  /** Never throws for what befalls the task. */
  run(job: Job): Promise<Outcome>;
  close(): Promise<void>;
}
