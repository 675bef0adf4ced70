import type { AttemptStatus, BuildStatus, BuildTaskStatus, BuildUpdate, LiveMessage } from "@cairn/sdk/schema";
import type { LiveSockets } from "../live/sockets.ts";
import { LIVE_BUILD_EVERY_MS, LIVE_BUILD_TASKS_MAX } from "../tasks/limits.ts";
import { readChangedTasks } from "./graph-store.ts";
import { findBuild, readCounts } from "./store.ts";

interface Waiting {
  changed: Set<number>;
  isDue: boolean;
}

/** Tells those who follow a build of it: at once, then at most every LIVE_BUILD_EVERY_MS, all of that time together. */
export class LiveBuilds {
  readonly #live: LiveSockets;
  readonly #sql: SqlStorage;
  readonly #waiting = new Map<string, Waiting>();

  constructor(live: LiveSockets, sql: SqlStorage) {
    this.#live = live;
    this.#sql = sql;
  }

  /** Notes that a build, or tasks of it, changed; call it after the transaction. */
  changed(id: string, tasks: Iterable<number>): void {
    if (!this.#live.isFollowed(id)) return;
    const waiting = this.#waiting.get(id);
    if (waiting) {
      waiting.isDue = true;
      for (const task of tasks) waiting.changed.add(task);
      return;
    }
    this.#send(id, new Set(tasks));
    this.#wait(id);
  }

  #wait(id: string): void {
    this.#waiting.set(id, { changed: new Set(), isDue: false });
    setTimeout(() => this.#flush(id), LIVE_BUILD_EVERY_MS);
  }

  #flush(id: string): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (!waiting?.isDue) return;
    this.#send(id, waiting.changed);
    this.#wait(id);
  }

  #send(id: string, changed: ReadonlySet<number>): void {
    this.#live.sendToFollowers(id, () => {
      const update = readUpdate(this.#sql, id, changed);
      return update ? ({ kind: "build", build_id: id, update } satisfies LiveMessage) : null;
    });
  }
}

/** How a build stands, with those of its tasks that changed; null when there is none. */
function readUpdate(sql: SqlStorage, id: string, changed: ReadonlySet<number>): BuildUpdate | null {
  const row = findBuild(sql, id);
  if (!row) return null;
  const told = [...changed].slice(0, LIVE_BUILD_TASKS_MAX);
  return {
    status: row.status as BuildStatus,
    counts: readCounts(row.counts),
    version: row.version,
    tasks: readChangedTasks(sql, row.number, told).map((task) => ({
      id: task.id,
      status: task.status as BuildTaskStatus,
      attempt_status: task.attempt_status as AttemptStatus | null,
      attempt: task.attempt,
      started_at: task.started_at,
      finished_at: task.finished_at,
      progress: task.progress,
    })),
    is_partial: told.length < changed.size,
  };
}
