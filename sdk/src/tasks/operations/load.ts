import { nodeProcess } from "../../runtime.ts";
import { type BuildOptions, build } from "../build/build.ts";
import { type TaskEnvironment, targetFor, taskEnvironment } from "../environment.ts";
import { nameOf, TaskError } from "../errors.ts";
import { OutputMissingError } from "../outputs/errors.ts";
import type { TaskOf } from "../types.ts";

const isSet = (name: string): boolean => !["", "0", "false"].includes(nodeProcess()?.env[name] ?? "");

/** The output of a task. @throws TaskError `task_absent` when it is not complete; OutputDamagedError; StorageError */
export async function load<T>(task: TaskOf<T>, environment: TaskEnvironment = taskEnvironment()): Promise<T> {
  const target = await targetFor(task, environment);
  try {
    return (await target.load()) as T;
  } catch (error) {
    if (!(error instanceof OutputMissingError)) throw error;
    throw new TaskError({
      code: "task_absent",
      task,
      detail: `${nameOf(task)} has no output in ${target.uri}.`,
      hint: "Compute it: task.loadOrCreate(), or build([task]).",
      cause: error,
    });
  }
}

/** Whether the output of a task is there. */
export async function exists(task: TaskOf<unknown>, environment: TaskEnvironment = taskEnvironment()): Promise<boolean> {
  return (await targetFor(task, environment)).exists();
}

/** The output of a task, computed first when it is missing. */
export async function loadOrCreate<T>(task: TaskOf<T>, options: BuildOptions = {}): Promise<T> {
  const environment = options.environment ?? taskEnvironment();
  // What is there is read, and nobody has to know; unless something may speak against it.
  const mayBeRefused =
    task.type.validate !== undefined || options.force !== undefined || options.dryRun === true || isSet("CAIRN_FORCE_RECOMPUTE");
  if (!mayBeRefused) {
    try {
      return (await (await targetFor(task, environment)).load()) as T;
    } catch (error) {
      if (!(error instanceof OutputMissingError)) throw error;
    }
  }
  const summary = await build([task], options);
  if (summary.status === "success") return load(task, environment);
  const [first] = summary.failures;
  if (first) {
    throw new TaskError({
      code: "build_failed",
      task: first.task,
      detail: `${nameOf(task)} was not computed: ${first.task.id === task.id ? "it" : nameOf(first.task)} failed: ${first.failure.message}`,
      ...(first.failure.hint ? { hint: first.failure.hint } : {}),
      cause: first.error,
    });
  }
  const words = {
    cancelled: "the build was cancelled",
    interrupted: "the process was told to end",
    held: "it is computed elsewhere",
    failed: "the build failed",
  };
  throw new TaskError({
    code: summary.status === "held" ? "task_held" : "cancelled",
    task,
    detail: `${nameOf(task)} was not computed: ${words[summary.status]}.`,
  });
}
