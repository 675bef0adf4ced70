import { CairnError, ValidationError } from "../errors.ts";
import type { AnyTask } from "./types.ts";

/** Codes of errors about tasks. */
export type TaskErrorCode =
  | "task_absent"
  | "task_failed"
  | "task_cycle"
  | "task_held"
  | "wait_timed_out"
  | "lease_lost"
  | "build_failed"
  | "build_stuck"
  | "lease_limit"
  | "migration_conflict"
  | "migration_failed"
  | "output_invalid"
  | "cancelled";

interface TaskErrorFacts {
  readonly code: TaskErrorCode;
  readonly detail: string;
  /** The task that it is about; none for an error about a whole build. */
  readonly task?: Pick<AnyTask, "id">;
  /** What to do now. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/**
 * An error about a task or a build. `detail` names the task and says what to do.
 *
 * @example
 * try {
 *   await report.load();
 * } catch (error) {
 *   if (error instanceof TaskError && error.code === "task_absent") await report.loadOrCreate();
 * }
 */
export class TaskError extends CairnError {
  override name = "TaskError";
  /** Id of the task; null for an error about a whole build. */
  readonly taskId: string | null;
  /** What to do, on its own; null when the detail says it all. */
  readonly hint: string | null;

  constructor({ code, detail, task, hint, cause }: TaskErrorFacts) {
    super({ code, detail: hint ? `${detail} ${hint}` : detail, cause });
    this.taskId = task?.id ?? null;
    this.hint = hint ?? null;
  }
}

interface ParameterErrorFacts {
  /** Place of what is wrong, e.g. `params.model.depth`; names of a declaration's members, e.g. `version`. */
  readonly field: string;
  /** What was broken, e.g. `invalid_date`. */
  readonly rule: string;
  /** What is wrong and what to do, as the end of a sentence that begins with the field. */
  readonly message: string;
  /** The type's whole name. */
  readonly type?: string;
  /** All that is wrong, when it is more than the one. */
  readonly errors?: readonly { readonly path: string; readonly rule: string; readonly message: string }[];
}

/**
 * A parameter or a declaration is not what it may be. Nothing was made of it.
 *
 * @example if (error instanceof TaskParameterError) console.error(error.type, error.field, error.rule);
 */
export class TaskParameterError extends ValidationError {
  override name = "TaskParameterError";
  readonly field: string;
  readonly rule: string;
  /** Whole name of the type that it is about, e.g. `vision.train@1`; null where none is known. */
  readonly type: string | null;
  readonly #facts: ParameterErrorFacts;

  constructor(facts: ParameterErrorFacts) {
    const { field, rule, message, type, errors = [{ path: field, rule, message }] } = facts;
    const said = errors.map((one) => `${one.path} ${one.message}`).join("; ");
    super({ code: "invalid_request", detail: `${type ? `${type}: ` : ""}${said}.`, errors });
    this.field = field;
    this.rule = rule;
    this.type = type ?? null;
    this.#facts = facts;
  }

  /** The same error with the name of the type that it is about. */
  of(type: string): TaskParameterError {
    return this.type === null ? new TaskParameterError({ ...this.#facts, type }) : this;
  }
}

/** Does something for a type: what goes wrong with a parameter then names the type. */
export function naming<T>(type: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw error instanceof TaskParameterError ? error.of(type) : error;
  }
}

/** How messages name a task: type and the beginning of its id, e.g. `vision.train@1 (3f2a9c01)`. */
export const nameOf = (task: AnyTask): string => `${typeNameOf(task.type)} (${task.id.slice(0, 8)})`;

/** A type's whole name, e.g. `vision.train@1`. */
export const typeNameOf = ({ namespace, name, version }: { namespace: string; name: string; version: string }): string =>
  `${namespace ? `${namespace}.` : ""}${name}@${version}`;

const HINTS: readonly (readonly [RegExp, string])[] = [
  [/ENOSPC/, "The disk is full: free space (`cairn task gc` shows what can go) and build again; what is complete stays."],
  [/EACCES|EPERM/, "The folder may not be written by this user: change its owner, or choose another root by CAIRN_TASKS_ROOT."],
  [/EMFILE/, "Too many open files: raise `ulimit -n`, or lower the build's concurrency."],
  [
    /heap out of memory|Allocation failed|ERR_WORKER_OUT_OF_MEMORY/,
    "Out of memory: give it `estimate: () => ({ memoryBytes })`, or start Node with --max-old-space-size.",
  ],
  [/ECONNREFUSED|ENOTFOUND|ETIMEDOUT/, "Another machine could not be reached: check its address and build again."],
];

/** What is stored of an error. `stack` begins with the message. */
export interface TaskFailure {
  readonly type: string;
  readonly message: string;
  readonly stack?: string;
  /** What to do about it, for failures that are known. */
  readonly hint?: string;
}

/** Longest message and stack that are stored, in UTF-16 units. */
const MESSAGE_MAX = 4_000;
const STACK_MAX = 16_000;

/** An error as it is stored, with advice where the failure is a known one. */
export function failureOf(error: unknown): TaskFailure {
  const isError = error instanceof Error;
  const message = (isError ? error.message : String(error)).slice(0, MESSAGE_MAX);
  const stack = isError ? error.stack?.slice(0, STACK_MAX) : undefined;
  const own = error instanceof TaskError ? error.hint : null;
  const hint = own ?? HINTS.find(([pattern]) => pattern.test(`${message} ${(error as { code?: unknown } | null)?.code ?? ""}`))?.[1];
  return {
    type: isError ? error.name : typeof error,
    message,
    ...(stack ? { stack } : {}),
    ...(hint ? { hint } : {}),
  };
}
