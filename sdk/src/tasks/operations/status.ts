import { type TaskEnvironment, targetFor, taskEnvironment } from "../environment.ts";
import { type Attempt, attemptsOf, observedOf, resultOf, type TaskEvent, type TaskReport, type TaskResult } from "../ledger/ledger.ts";
import { OutputDamagedError } from "../outputs/errors.ts";
import type { AnyTask, DoneMarker } from "../types.ts";

/** How a task stands. */
export interface TaskStatus {
  /** `absent`: nothing computed, or taken back; `incomplete`: an attempt runs or was cut off. */
  readonly result: TaskResult;
  readonly attempts: readonly Attempt[];
  readonly uri: string;
}

/** How a task stands. An output that is there is a success, whatever the books say: it is written last. */
export async function status(task: AnyTask, environment: TaskEnvironment = taskEnvironment()): Promise<TaskStatus> {
  const target = await targetFor(task, environment);
  const events = await environment.ledger.history(task.id);
  const known = resultOf(events);
  const isThere = await target.exists();
  // A marker that cannot be read says nothing here: whoever loads the output is told.
  const marker = isThere ? await target.marker().catch(unlessDamaged) : null;
  // The books of a task whose output was taken away by hand say more than is there.
  const result = isThere ? "success" : known === "success" ? "absent" : known;
  return { result, attempts: attemptsOf(events, marker), uri: target.uri };
}

function unlessDamaged(error: unknown): null {
  if (error instanceof OutputDamagedError) return null;
  throw error;
}

/** Where an output came from. */
export interface Provenance {
  /** null while there is no output. */
  readonly marker: DoneMarker | null;
  /** The attempt that made it, as far as it is known here. */
  readonly attempt: Attempt | null;
  /** Ids of what it needs, and of what it turned out to need while it ran. */
  readonly dependencies: readonly string[];
  readonly observed: readonly string[];
  readonly events: readonly TaskEvent[];
  readonly reports: readonly TaskReport[];
}

/** Where the output of a task came from. */
export async function provenance(task: AnyTask, environment: TaskEnvironment = taskEnvironment()): Promise<Provenance> {
  const marker = await (await targetFor(task, environment)).marker();
  const events = await environment.ledger.history(task.id);
  return {
    marker,
    attempt: attemptsOf(events, marker).find(({ number }) => number === marker?.attempt) ?? null,
    dependencies: task.dependencies.map(({ id }) => id),
    observed: marker?.observed ?? observedOf(events),
    events,
    reports: await environment.ledger.reports(task.id),
  };
}
