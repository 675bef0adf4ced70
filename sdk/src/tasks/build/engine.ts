import type { TaskEnvironment } from "../environment.ts";
import { failureOf, nameOf, TaskError } from "../errors.ts";
import type { TaskEvent, TaskEventType } from "../ledger/ledger.ts";
import type { AnyTask } from "../types.ts";
import { discover } from "./discover.ts";
import type { ForceChoice } from "./force.ts";
import { Graph, hasEnded, isComplete, type Node, type NodeStatus } from "./graph.ts";
import type { Outcome } from "./outcome.ts";
import { StopReason } from "./outcome.ts";
import { type Budget, ReadyTasks } from "./ready.ts";
import { Remaining } from "./remaining.ts";
import { reusedEvents } from "./reused.ts";
import type { Runner, RunnerRoom } from "./runner.ts";
import { type BuildProgress, type BuildSummary, summarize } from "./summary.ts";
import { failureElsewhere, PAUSE_MAX_MS, PAUSE_MS, type Wait, waitedTooLong } from "./waits.ts";

export interface EngineOptions extends Omit<Budget, "priority"> {
  readonly build: string;
  readonly environment: TaskEnvironment;
  readonly runner: Runner;
  readonly concurrency: number;
  /** Runners by the name that a type's `executor` gives. */
  readonly executors: { readonly [name: string]: Runner };
  readonly failMode: "fast" | "continue";
  readonly force: ForceChoice;
  readonly isDebug: boolean;
  readonly onHeld: "wait" | "exit";
  /** Longest wait for somebody else's computation, in ms. */
  readonly waitMs: number;
  readonly leaseMs: number;
  readonly priority?: ((task: AnyTask) => number) | undefined;
  readonly onEvent?: ((event: TaskEvent) => void) | undefined;
  readonly onProgress?: ((progress: BuildProgress) => void) | undefined;
  /** Tells of tasks before anything is said of them. */
  readonly register: (tasks: readonly AnyTask[]) => Promise<void>;
}

/** Computes what is missing of some tasks: finds it, orders it, hands it to runners and keeps count. Used once. */
export class Engine {
  readonly #options: EngineOptions;
  readonly #graph = new Graph();
  readonly #ready: ReadyTasks;
  readonly #stop = new AbortController();
  readonly #rooms = new Map<Runner, Promise<RunnerRoom>>();
  readonly #waits = new Map<Node, Wait>();
  /** Resolved when a node ends, for tasks that wait for it inside their `run`. */
  readonly #awaited = new Map<Node, (() => void)[]>();
  readonly #remaining = new Remaining();
  readonly #startedMs = performance.now();
  /** Slots in use; a task that waits inside its `run` gives its slot away. */
  #slots = 0;
  /** Tasks given to runners whose outcome is not settled. */
  #underWay = 0;
  /** Of these, how many wait inside their `run` for others. */
  #blocked = 0;
  #endedCount = 0;
  #failedCount = 0;
  #isStopping = false;
  #error: unknown = null;
  #done: () => void = () => {};

  constructor(options: EngineOptions) {
    this.#options = options;
    const { priority } = options;
    this.#ready = new ReadyTasks({ ...options, priority: priority && (({ task }) => priority(task)) });
  }

  get graph(): Graph {
    return this.#graph;
  }

  /** Stops: nothing new starts, what runs is told by its signal. */
  stop(kind: "cancelled" | "preempted"): void {
    this.#isStopping = true;
    const words = kind === "preempted" ? "The process was told to end." : "The build was cancelled.";
    this.#stop.abort(new StopReason(kind, words));
    this.#checkEnd();
  }

  /**
   * Finds what is missing. What is complete is not looked behind.
   * @throws TaskError `task_cycle`; StorageError when outputs cannot be read.
   */
  async discover(roots: Iterable<AnyTask>): Promise<Node[]> {
    const { environment, force } = this.#options;
    return discover(this.#graph, roots, { environment, force, onReused: () => this.#endedCount++ });
  }

  /** Computes what was discovered. */
  async run(roots: readonly AnyTask[]): Promise<BuildSummary> {
    const found = await this.discover(roots);
    this.#graph.weigh();
    await this.#announce(found);
    const end = new Promise<void>((resolve) => {
      this.#done = resolve;
    });
    for (const node of found) if (node.status === "pending" && node.open === 0) this.#makeReady(node);
    this.#pump();
    this.#checkEnd();
    await end;
    for (const { timer } of this.#waits.values()) if (timer !== null) clearTimeout(timer);
    await Promise.allSettled([...this.#rooms.values()].map(async (room) => (await room).close()));
    if (this.#error !== null) throw this.#error;
    return this.summary();
  }

  summary(): BuildSummary {
    const { reason } = this.#stop.signal;
    return summarize(this.#graph.nodes(), {
      build: this.#options.build,
      durationMs: performance.now() - this.#startedMs,
      stopped: reason instanceof StopReason ? reason.kind : null,
    });
  }

  /** Registers tasks and says of each where it stands. */
  async #announce(nodes: readonly Node[]): Promise<void> {
    await this.#options.register(nodes.map(({ task }) => task));
    const { environment, build } = this.#options;
    const complete = nodes.filter(isComplete).map(({ task }) => task);
    if (complete.length === 0) return;
    const reused = await reusedEvents(complete, build, environment);
    await environment.ledger.record(reused);
    for (const event of reused) this.#options.onEvent?.(event);
  }

  #event(type: TaskEventType, task: AnyTask, facts: Partial<TaskEvent> = {}): TaskEvent {
    const { build } = this.#options;
    return { type, task: task.id, at: new Date().toISOString(), key: `${build}.${type}`, build, ...facts };
  }

  /** Keeps an event; that it cannot be kept does not end a build. */
  #tell(event: TaskEvent): void {
    void this.#options.environment.ledger.record([event]).catch(() => {});
    this.#options.onEvent?.(event);
  }

  #makeReady(node: Node): void {
    node.status = "ready";
    try {
      this.#ready.add(node);
    } catch (error) {
      this.#fail(node, error);
    }
  }

  #pump(): void {
    while (!this.#isStopping && this.#slots < this.#options.concurrency) {
      const node = this.#ready.take();
      if (!node) break;
      this.#slots++;
      this.#underWay++;
      node.status = "running";
      node.tries++;
      void this.#execute(node);
    }
    this.#report();
  }

  async #execute(node: Node): Promise<void> {
    const startedMs = performance.now();
    let outcome: Outcome;
    try {
      const room = await this.#roomFor(node.task);
      outcome = await room.run({
        task: node.task,
        force: this.#options.force.has(node.task),
        signal: this.#stop.signal,
        resolve: (needs) => this.#bring(node, needs),
        onProgress: () => this.#report(),
      });
    } catch (error) {
      const isStopped = this.#stop.signal.aborted;
      outcome = isStopped ? { status: "cancelled", attempt: 0 } : { status: "failed", attempt: 0, failure: failureOf(error), error };
    }
    this.#slots--;
    this.#ready.free(node);
    if (outcome.status === "success") this.#remaining.learn(performance.now() - startedMs);
    try {
      await this.#settle(node, outcome);
    } catch (error) {
      this.#fail(node, error);
    }
    this.#underWay--;
    this.#pump();
    this.#checkEnd();
  }

  async #settle(node: Node, outcome: Outcome): Promise<void> {
    if (outcome.status !== "held" && outcome.status !== "lost") this.#waits.delete(node);
    switch (outcome.status) {
      case "success":
        return this.#complete(node, "success");
      case "reused":
        for (const event of await reusedEvents([node.task], this.#options.build, this.#options.environment)) this.#tell(event);
        return this.#complete(node, "reused");
      case "failed":
        if (node.tries < node.task.type.maxAttempts && !this.#isStopping) return this.#makeReady(node);
        return this.#fail(node, outcome.error, outcome.failure);
      case "cancelled":
      case "preempted":
        return this.#end(node, "cancelled");
      case "suspended":
        node.tries--;
        return this.#suspend(node, outcome.needs);
      case "held":
        node.tries--;
        return this.#wait(node, outcome.holder?.attempt ?? null);
      case "lost":
        node.tries--;
        return this.#wait(node, null);
    }
  }

  #complete(node: Node, status: "success" | "reused"): void {
    this.#end(node, status);
    for (const dependent of node.neededBy) {
      dependent.open--;
      if (dependent.open === 0 && dependent.status === "pending") this.#makeReady(dependent);
    }
  }

  #fail(node: Node, error: unknown, failure = failureOf(error)): void {
    node.failure = { failure, error };
    this.#failedCount++;
    this.#end(node, "failed");
    this.#skipBehind(node);
    if (this.#options.failMode === "fast") this.#isStopping = true;
  }

  #skipBehind(node: Node): void {
    const stack = [...node.neededBy];
    for (let next = stack.pop(); next; next = stack.pop()) {
      if (hasEnded(next) || next.status === "running") continue;
      this.#tell(this.#event("skipped", next.task, { dependencies: [node.task.id] }));
      this.#end(next, "skipped");
      stack.push(...next.neededBy);
    }
  }

  #end(node: Node, status: NodeStatus): void {
    node.status = status;
    this.#endedCount++;
    this.#waits.delete(node);
    for (const wake of this.#awaited.get(node) ?? []) wake();
    this.#awaited.delete(node);
  }

  /** Adds what a task turned out to need. */
  async #addNeeds(node: Node, needs: readonly AnyTask[]): Promise<Node[]> {
    const found = await this.discover(needs);
    const direct = needs.map(({ id }) => this.#graph.find(id) as Node);
    for (const need of direct) this.#graph.refuseCycle(node, need);
    await this.#announce(found);
    for (const need of direct) this.#graph.link(node, need);
    for (const one of found) one.weight = node.weight + (one.estimate.seconds ?? 1);
    for (const one of found) if (one.status === "pending" && one.open === 0) this.#makeReady(one);
    return direct;
  }

  /** Waits inside the `run` of a task, which gives its slot away meanwhile. */
  async #bring(node: Node, needs: readonly AnyTask[]): Promise<void> {
    this.#slots--;
    this.#ready.free(node);
    try {
      const direct = await this.#addNeeds(node, needs);
      this.#pump();
      for (const need of direct) {
        if (!hasEnded(need)) {
          this.#blocked++;
          await new Promise<void>((resolve) => {
            this.#awaited.set(need, [...(this.#awaited.get(need) ?? []), resolve]);
            this.#checkEnd();
          });
          this.#blocked--;
        }
        if (isComplete(need)) continue;
        throw new TaskError({
          code: "task_failed",
          task: need.task,
          detail: `${nameOf(node.task)} needs ${nameOf(need.task)}, which ${need.failure ? `failed: ${need.failure.failure.message}` : `was not computed (${need.status}).`}`,
        });
      }
    } finally {
      this.#slots++;
      this.#ready.occupy(node);
    }
  }

  /** Puts a task back until what it asked for is there. */
  async #suspend(node: Node, needs: readonly AnyTask[]): Promise<void> {
    const direct = await this.#addNeeds(node, needs);
    const lost = direct.find((need) => hasEnded(need) && !isComplete(need));
    if (lost) {
      const words = `${nameOf(node.task)} needs ${nameOf(lost.task)}, which was not computed (${lost.status}).`;
      return this.#fail(node, new TaskError({ code: "task_failed", task: lost.task, detail: words }));
    }
    node.status = "pending";
    if (node.open === 0) this.#makeReady(node);
  }

  async #wait(node: Node, attempt: number | null): Promise<void> {
    const { onHeld, waitMs } = this.#options;
    const now = performance.now();
    const wait = this.#waits.get(node) ?? { since: now, pauseMs: PAUSE_MS, attempt, timer: null };
    if (!this.#waits.has(node)) this.#tell(this.#event("waiting", node.task));
    this.#waits.set(node, wait);
    const failed = await failureElsewhere(node.task, wait.attempt, this.#options.environment.ledger);
    if (failed) return this.#fail(node, failed);
    wait.attempt = attempt;
    if (onHeld === "exit") return this.#end(node, "held");
    if (now - wait.since >= waitMs) {
      throw waitedTooLong(node.task, waitMs);
    }
    node.status = "waiting";
    wait.timer = setTimeout(() => {
      wait.timer = null;
      if (this.#isStopping) return this.#checkEnd();
      this.#makeReady(node);
      this.#pump();
      this.#checkEnd();
    }, wait.pauseMs);
    wait.pauseMs = Math.min(PAUSE_MAX_MS, wait.pauseMs * 1.5);
  }

  #roomFor(task: AnyTask): Promise<RunnerRoom> {
    const { executors, runner, environment, build, concurrency, isDebug, leaseMs, onEvent } = this.#options;
    const { executor } = task.type;
    const chosen = executor === undefined ? runner : executors[executor];
    if (!chosen) {
      const known = Object.keys(executors).join(", ") || "none";
      throw new TaskError({
        code: "build_failed",
        task,
        detail: `${nameOf(task)} wants the executor "${executor}", which this build does not have (it has ${known}).`,
        hint: `Pass it: build(…, { executors: { "${executor}": runner } }).`,
      });
    }
    const known = this.#rooms.get(chosen);
    if (known) return known;
    const opened = chosen.open({ environment, build, concurrency, isDebug, leaseMs, onEvent: (event) => onEvent?.(event) });
    this.#rooms.set(chosen, opened);
    return opened;
  }

  /** Ends the build when nothing can move any more. */
  #checkEnd(): void {
    if (this.#underWay > this.#blocked) return;
    if (this.#isStopping) {
      if (this.#underWay === 0) this.#done();
      // What they wait for never starts.
      for (const wakes of this.#awaited.values()) for (const wake of wakes) wake();
      this.#awaited.clear();
      return;
    }
    if (this.#ready.size > 0 || this.#waits.size > 0) return;
    const all = [...this.#graph.nodes()];
    const left = all.filter((node) => !hasEnded(node));
    if (left.length > 0 && !all.some(({ status }) => status === "held")) {
      this.#error = new TaskError({
        code: "build_stuck",
        detail: `The build cannot go on: none of the ${left.length} tasks that are left can start, first ${left
          .slice(0, 3)
          .map(({ task }) => nameOf(task))
          .join(", ")}.`,
        hint: "Tasks that wait for each other inside their run() do this; make one of them a parameter of the other.",
      });
      this.stop("cancelled");
      return;
    }
    this.#done();
  }

  #report(): void {
    const { onProgress } = this.#options;
    if (!onProgress) return;
    onProgress({
      discovered: this.#graph.size,
      ended: this.#endedCount,
      running: this.#underWay,
      failed: this.#failedCount,
      remainingMs: this.#remaining.estimate(this.#graph.size - this.#endedCount, this.#options.concurrency),
    });
  }
}
