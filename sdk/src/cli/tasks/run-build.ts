import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "node:util";
import { newBuildId } from "../../ids.ts";
import type { BuildOptions } from "../../tasks/build/build.ts";
import type { Runner } from "../../tasks/build/runner.ts";
import { type TaskEnvironment, targetFor } from "../../tasks/environment.ts";
import { nameOf } from "../../tasks/errors.ts";
import type { AnyTask } from "../../tasks/types.ts";
import { type CommandOption, type Invocation, listOf, textOf } from "../command.ts";
import type { Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { Failure, usage } from "../failure.ts";
import { needScope } from "../selection.ts";
import { BuildView } from "./build-view.ts";
import type { TaskModule } from "./module.ts";
import { isLocal, placeOf } from "./place.ts";

const RUNNERS = ["sequential", "in-process", "threads", "processes"] as const;

/** What whoever computes takes. */
export const BUILD_OPTIONS: readonly CommandOption[] = [
  { flags: "--runner <runner>", description: "Where tasks are computed", choices: RUNNERS, default: "in-process" },
  { flags: "-c, --concurrency <n>", description: "Tasks at once; the runner's own number when left out" },
  { flags: "--keep-going", description: "After a failure go on with all that does not need what failed" },
  { flags: "--no-retry-failed", description: "What failed in its last attempt fails again with that error, without a new attempt" },
  { flags: "-f, --force [what]", description: "Compute what was asked for anew; all: everything; or types and ids with commas between" },
  { flags: "--dry-run", description: "Say what would be computed, and compute nothing" },
];

function wholeNumber(invocation: Invocation, name: string): number | undefined {
  const text = textOf(invocation, name);
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw usage(`--${name} must be a whole number from 1, not ${text}.`);
  return number;
}

function forceOf({ options }: Invocation): Partial<Pick<BuildOptions, "force">> {
  const { force } = options;
  if (force === undefined || Array.isArray(force)) return {};
  if (typeof force === "boolean") return { force };
  return { force: force === "all" ? "all" : force.split(",").map((name) => name.trim()) };
}

async function runnerOf({ sdk, node }: TaskModule, invocation: Invocation, concurrency: number | undefined): Promise<Runner> {
  const name = textOf(invocation, "runner");
  const workers = concurrency === undefined ? {} : { workers: concurrency };
  if (name === "threads") return (await node()).threads(workers);
  if (name === "processes") return (await node()).processes({ ...workers, output: "stderr" });
  return name === "sequential" ? sdk.sequential() : sdk.inProcess();
}

/**
 * The environment that a module's tasks are computed in: its own, unless --root says otherwise. With a workspace, that keeps the books.
 * Workers on other threads and in other processes learn of it by the variables of this process.
 */
export async function prepareEnvironment(ctx: Context, invocation: Invocation, { sdk }: TaskModule): Promise<TaskEnvironment> {
  const root = textOf(invocation, "root");
  if (!isLocal(ctx, invocation)) {
    const { organization, workspace } = await needScope(ctx, await ctx.client());
    Object.assign(process.env, { CAIRN_TASKS_TRACK: "1", CAIRN_URL: ctx.host, CAIRN_ORG: organization, CAIRN_WORKSPACE: workspace });
  } else delete process.env.CAIRN_TASKS_TRACK;
  if (root !== undefined) sdk.configureTasks({ root: placeOf(ctx, root) });
  return sdk.taskEnvironment();
}

/** How a build was started, so that it can be resumed by its id. */
export interface BuildOrigin {
  readonly module: string;
  readonly export?: string;
  /** Of `task run`. */
  readonly type?: string;
  readonly set?: readonly string[];
  readonly params?: string;
}

const originFile = (state: string, build: string): string => join(state, "builds", `${build}.origin.json`);

/** How a build was started on this machine; null when it was not by a command. */
export function originOf({ spec }: TaskEnvironment, build: string): BuildOrigin | null {
  const file = spec && originFile(spec.state, build);
  return file && existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as BuildOrigin) : null;
}

/**
 * Builds tasks with a view of how far it is.
 * @throws Failure with exit code 1 when a task failed, 8 when the rest is computed elsewhere
 */
export async function runBuild(
  ctx: Context,
  invocation: Invocation,
  module: TaskModule,
  { tasks, environment, origin, id }: { tasks: readonly AnyTask[]; environment: TaskEnvironment; origin: BuildOrigin; id?: string },
): Promise<void> {
  const { out } = ctx;
  const { sdk } = module;
  const concurrency = wholeNumber(invocation, "concurrency");
  const force = forceOf(invocation);
  if (invocation.options.dryRun === true) {
    const plan = await sdk.plan(tasks, { environment, ...force });
    if (out.isJson) return out.json({ steps: plan.steps.map(({ task, state }) => ({ ...task.toJSON(), state })) });
    return out.data(plan.toString());
  }
  const names = new Map<string, string>(sdk.closureOf(tasks).map((task) => [task.id, nameOf(task)]));
  const view = new BuildView(ctx, (task) => names.get(task) ?? task.slice(0, 8));
  // Ctrl-C and SIGTERM end a build gracefully, and the process with 130 or 143: the build hears them itself.
  ctx.io.yieldSignals?.();
  const restore = consoleTo((line) => view.say(line));
  const build = id ?? newBuildId();
  if (environment.spec) {
    const file = originFile(environment.spec.state, build);
    mkdirSync(join(environment.spec.state, "builds"), { recursive: true });
    writeFileSync(file, JSON.stringify({ ...origin, cwd: ctx.io.machine.cwd }));
  }
  const name = textOf(invocation, "name");
  try {
    const summary = await sdk.build(tasks, {
      environment,
      id: build,
      runner: await runnerOf(module, invocation, concurrency),
      retryFailed: invocation.options.retryFailed !== false,
      failMode: invocation.options.keepGoing === true ? "continue" : "fast",
      dryRun: false,
      onEvent: (event) => view.onEvent(event),
      onProgress: (progress) => view.onProgress(progress),
      ...(name === undefined ? {} : { name }),
      ...(concurrency === undefined ? {} : { concurrency }),
      ...force,
    });
    view.end(summary);
    restore();
    const { failures, ...counts } = summary;
    const failed = failures.map(({ task, failure: { type, message, hint } }) => ({ task: task.id, type, message, hint }));
    if (out.isJson) out.json({ ...counts, roots: tasks.map((task) => task.id), failures: failed });
    else if (summary.status === "success") for (const task of tasks) out.data((await targetFor(task, environment)).uri);
    if (summary.status === "success") return;
    if (summary.status === "held") throw new Failure(EXIT.pending, "What is left is computed elsewhere.");
    const details = failures
      .slice(0, 10)
      .map(({ task, failure }) => `${nameOf(task)}: ${failure.message.split("\n")[0]}${failure.hint ? ` ${failure.hint}` : ""}`);
    throw new Failure(EXIT.failure, `The build ended as ${summary.status}.`, `cairn build resume ${summary.build}`, { details });
  } finally {
    view.end(null);
    restore();
  }
}

/** Sends what modules and tasks print to one place, so that stdout stays data. Gives back a function that ends it. */
function consoleTo(say: (line: string) => void): () => void {
  const methods = ["log", "info", "warn", "error", "debug"] as const;
  const before = methods.map((method) => [method, console[method]] as const);
  for (const method of methods) console[method] = (...args: unknown[]) => say(format(...args));
  // Threads write through this process's stdout.
  const { write } = process.stdout;
  process.stdout.write = ((chunk: string | Uint8Array, ...rest: unknown[]) => {
    say((typeof chunk === "string" ? chunk : new TextDecoder().decode(chunk)).replace(/\n$/, ""));
    (rest.at(-1) as (() => void) | undefined)?.();
    return true;
  }) as typeof write;
  return () => {
    for (const [method, original] of before) console[method] = original;
    process.stdout.write = write;
  };
}

/** What `task run` was told, to be told again by `build resume`. */
export const parametersSaid = (invocation: Invocation): Pick<BuildOrigin, "set" | "params"> => {
  const params = textOf(invocation, "params");
  return { set: listOf(invocation, "set"), ...(params === undefined ? {} : { params }) };
};
