/** The zod that declarations are made with: another copy in a program would have other types. */
export { z } from "zod";
export { type BuildOptions, build, plan } from "./build/build.ts";
export type { Force } from "./build/force.ts";
export { inProcess, sequential } from "./build/in-process.ts";
export type { Plan, PlanState, PlanStep } from "./build/plan.ts";
export type { Job, Runner, RunnerRoom, RunnerSession } from "./build/runner.ts";
export type { BuildFailure, BuildProgress, BuildStatus, BuildSummary } from "./build/summary.ts";
export { taskFrom } from "./declare/class-form.ts";
export { TaskCollection } from "./declare/collection.ts";
export { namespace, type TaskConstructor, type TaskDeclaration, task } from "./declare/declare.ts";
export { type Difference, diff } from "./declare/diff.ts";
export { compatible, required, taskOf, unhashed } from "./declare/fields.ts";
export type { TaskGroup } from "./declare/form.ts";
export { grid } from "./declare/grid.ts";
export { manifest, type TypeManifest } from "./declare/manifest.ts";
export {
  type Migration,
  type MigrationDeclaration,
  type MigrationMode,
  type MigrationPlan,
  type MigrationStep,
  migrate,
} from "./declare/migrate.ts";
export { aliasTask, closureOf, isAlias, reviveAll, reviveTask, taskById } from "./declare/revive.ts";
export { Task } from "./declare/task.ts";
export { declared, declaredTypes, findType, resetTypes, type StoredState, storedState } from "./declare/type-registry.ts";
export {
  configureTasks,
  type EnvironmentOptions,
  makeEnvironment,
  memoryEnvironment,
  type TaskEnvironment,
  taskEnvironment,
} from "./environment.ts";
export { TaskError, type TaskErrorCode, type TaskFailure, TaskParameterError } from "./errors.ts";
export { taskId } from "./identity/hash.ts";
export type { Attempt, AttemptStatus, Ledger, TaskEvent, TaskEventType, TaskReport, TaskResult } from "./ledger/ledger.ts";
export { fetchTask } from "./operations/fetch.ts";
export type { Explanation, Invalidated, Provenance, TaskStatus } from "./operations/index.ts";
export * from "./outputs/index.ts";
export type * from "./types.ts";
