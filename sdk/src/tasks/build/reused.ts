import { type TaskEnvironment, targetFor } from "../environment.ts";
import type { TaskEvent } from "../ledger/ledger.ts";
import type { AnyTask } from "../types.ts";

/** Done markers read at once. */
const READS = 128;

/** Events that say that tasks were complete, and by which outputs where the ledger asks for that. */
export async function reusedEvents(tasks: readonly AnyTask[], build: string, environment: TaskEnvironment): Promise<TaskEvent[]> {
  const events: TaskEvent[] = [];
  for (let i = 0; i < tasks.length; i += READS) {
    events.push(...(await Promise.all(tasks.slice(i, i + READS).map((task) => reusedEvent(task, build, environment)))));
  }
  return events;
}

async function reusedEvent(task: AnyTask, build: string, environment: TaskEnvironment): Promise<TaskEvent> {
  const event: TaskEvent = { type: "reused", task: task.id, at: new Date().toISOString(), key: `${build}.reused`, build };
  if (!environment.ledger.wantsOutputs) return event;
  const target = await targetFor(task, environment);
  // One that cannot be read is told of by whoever loads it.
  const marker = await target.marker().catch(() => null);
  return marker ? { ...event, attempt: marker.attempt, output: target.describe(marker) } : event;
}
