import type { Cairn } from "../../client.ts";
import type { TaskEnvironment } from "../../tasks/environment.ts";
import type { TaskEventType } from "../../tasks/ledger/ledger.ts";
import { localBuilds, localBuildTasks } from "../../tasks/store/books.ts";
import type { Scope } from "../selection.ts";
import { shortId } from "./print.ts";
import { typeOf } from "./view.ts";

/** How a build stands at one moment. */
export interface Snapshot {
  readonly status: string;
  readonly tasks: readonly {
    readonly id: string;
    readonly label: string;
    readonly event: TaskEventType | null;
    readonly error: string | null;
  }[];
}

const EVENTS: { readonly [status: string]: TaskEventType } = {
  waiting: "waiting",
  running: "started",
  suspended: "suspended",
  success: "succeeded",
  reused: "reused",
  failed: "failed",
  skipped: "skipped",
  cancelled: "cancelled",
  preempted: "preempted",
  crashed: "crashed",
};

/** Of a workspace. */
export function serverSnapshots(client: Cairn, scope: Scope, build: string): () => Promise<Snapshot> {
  return async () => {
    // The status first: what ended before it is among the tasks.
    const { status } = await client.builds.get(build, scope);
    const tasks = await client.builds.tasks(build, { limit: 200 }, scope).toArray();
    return {
      status,
      tasks: tasks.map((task) => ({
        id: task.id,
        label: `${typeOf(task)} (${shortId(task.id)})`,
        event: EVENTS[task.status] ?? null,
        error: task.error,
      })),
    };
  };
}

/** Of this machine: the last thing that the books say of each task in this build. */
export function localSnapshots(environment: TaskEnvironment, build: string): () => Promise<Snapshot> {
  return async () => {
    const status = localBuilds(environment).find(({ id }) => id === build)?.status ?? "interrupted";
    const tasks = [...localBuildTasks(environment, build)].map(async ([id, json]) => {
      const last = (await environment.ledger.history(id)).findLast((event) => event.build === build);
      const label = json ? `${typeOf(json)} (${shortId(id)})` : shortId(id);
      return { id, label, event: last?.type ?? null, error: last?.error?.message ?? null };
    });
    return { status, tasks: await Promise.all(tasks) };
  };
}
