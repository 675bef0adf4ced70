import { type TaskEnvironment, targetFor } from "../environment.ts";
import { nameOf } from "../errors.ts";
import { attemptsOf } from "../ledger/ledger.ts";
import type { AnyTask } from "../types.ts";
import type { ForceChoice } from "./force.ts";
import type { BuildSummary } from "./summary.ts";

/** `done`: complete; `in_progress`: computed somewhere now; `failed`: its last attempt failed; `todo`: everything else. */
export type PlanState = "done" | "in_progress" | "failed" | "todo";

export interface PlanStep {
  readonly task: AnyTask;
  readonly state: PlanState;
}

/** What a build would do, in an order in which it could. */
export interface Plan {
  readonly steps: readonly PlanStep[];
  /** The same as counts, in the form of a build's summary. */
  readonly summary: BuildSummary;
  toString(): string;
}

/** Questions about outputs at once. */
const LOOKS = 128;

/** Looks at everything that a build would, computes nothing and writes nothing. */
export async function planOf(roots: readonly AnyTask[], environment: TaskEnvironment, force: ForceChoice): Promise<Plan> {
  const states = new Map<string, PlanState>();
  const tasks = new Map<string, AnyTask>();
  let frontier = [...roots];
  while (frontier.length > 0) {
    const found = frontier.filter(({ id }) => !tasks.has(id));
    for (const task of found) tasks.set(task.id, task);
    for (let i = 0; i < found.length; i += LOOKS) {
      const looks = found.slice(i, i + LOOKS).map(async (task) => states.set(task.id, await stateOf(task, environment, force)));
      await Promise.all(looks);
    }
    frontier = found.filter(({ id }) => states.get(id) !== "done").flatMap(({ dependencies }) => dependencies);
  }
  const steps = inOrder(roots, states).map((task) => ({ task, state: states.get(task.id) ?? "todo" }));
  const reused = steps.filter(({ state }) => state === "done").length;
  return {
    steps,
    summary: {
      build: "",
      status: "success",
      discovered: steps.length,
      reused,
      succeeded: 0,
      failed: 0,
      skipped: 0,
      cancelled: 0,
      held: 0,
      pending: steps.length - reused,
      durationMs: 0,
      failures: [],
    },
    toString() {
      const lines = steps.map(({ task, state }) => `${state.padEnd(11)} ${nameOf(task)}`);
      return [...lines, `${steps.length - reused} to compute, ${reused} complete.`].join("\n");
    },
  };
}

async function stateOf(task: AnyTask, environment: TaskEnvironment, force: ForceChoice): Promise<PlanState> {
  if (!force.has(task) && (await (await targetFor(task, environment)).exists())) return "done";
  const last = attemptsOf(await environment.ledger.history(task.id)).at(-1);
  if (last?.status === "running" || last?.status === "suspended") return "in_progress";
  return last?.status === "failed" ? "failed" : "todo";
}

/** What is needed first, by a walk that needs no stack of calls: graphs can be deep. */
function inOrder(roots: readonly AnyTask[], states: ReadonlyMap<string, PlanState>): AnyTask[] {
  const order: AnyTask[] = [];
  const seen = new Set<string>();
  const stack: { task: AnyTask; isLeft: boolean }[] = [...roots].reverse().map((task) => ({ task, isLeft: false }));
  for (let at = stack.pop(); at; at = stack.pop()) {
    const { task, isLeft } = at;
    if (isLeft) {
      order.push(task);
      continue;
    }
    if (seen.has(task.id)) continue;
    seen.add(task.id);
    stack.push({ task, isLeft: true });
    if (states.get(task.id) === "done") continue;
    for (const need of [...task.dependencies].reverse()) stack.push({ task: need, isLeft: false });
  }
  return order;
}
