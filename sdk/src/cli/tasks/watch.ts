import type { Cairn } from "../../client.ts";
import type { TaskEnvironment } from "../../tasks/environment.ts";
import type { TaskEventType } from "../../tasks/ledger/ledger.ts";
import { localBuilds, localBuildTasks } from "../../tasks/store/books.ts";
import type { Scope } from "../selection.ts";
import { shortId } from "./print.ts";
import { typeOf } from "./view.ts";

/** Something that happened to a task of a build. */
export interface Seen {
  readonly id: string;
  readonly label: string;
  readonly event: TaskEventType;
  readonly error: string | null;
}

/** How a build stands at one moment, and what happened in it since the last look. */
export interface Look {
  readonly status: string;
  readonly discovered: number;
  readonly ended: number;
  readonly running: number;
  readonly news: readonly Seen[];
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
const SHOWN = new Set<string>([...Object.values(EVENTS), "resumed"]);
const RUNNING = new Set<string>(["waiting", "started", "suspended", "resumed"]);
const PAGE = { limit: 200 };

/** Of a workspace: the first look lists the tasks, the next ones ask for what happened since, which is all that they cost. */
export function serverLooks(client: Cairn, scope: Scope, build: string): () => Promise<Look> {
  const { builds } = client;
  const labels = new Map<string, string>();
  let version = 0;
  let sequence: number | null = null;

  /** Reads the tasks that changed since this was done last. */
  async function learn(): Promise<Seen[]> {
    const news: Seen[] = [];
    let first: number | null = null;
    for await (const page of builds.tasks(build, { ...PAGE, since: version }, scope).pages()) {
      first ??= page.version;
      for (const task of page.items) {
        const label = `${typeOf(task)} (${shortId(task.id)})`;
        labels.set(task.id, label);
        const event = EVENTS[task.status];
        if (event) news.push({ id: task.id, label, event, error: task.error });
      }
    }
    version = first ?? version;
    return news;
  }

  async function happened(): Promise<Seen[]> {
    if (sequence === null) {
      // What happens while the tasks are listed is told once more by the next look.
      const { items } = await builds.events(build, { order: "newest", limit: 1 }, scope).page();
      sequence = items[0]?.sequence ?? 0;
      return learn();
    }
    const events = await builds.events(build, { ...PAGE, since: sequence }, scope).toArray();
    sequence = events.at(-1)?.sequence ?? sequence;
    if (events.some(({ task }) => !labels.has(task))) await learn();
    return events
      .filter(({ type }) => SHOWN.has(type))
      .map(({ task, type, data }) => ({
        ...{ id: task, label: labels.get(task) ?? shortId(task), event: type as TaskEventType },
        error: (data.error as { message?: string } | undefined)?.message ?? null,
      }));
  }

  return async () => {
    // The status first: what ended before it is among the news.
    const { status, task_count: discovered, counts } = await builds.get(build, scope);
    const news = await happened();
    const running = counts.running + counts.suspended + counts.waiting;
    return { status, discovered, ended: discovered - running - counts.pending - counts.queued, running, news };
  };
}

/** Of this machine: the last thing that the books say of each task in this build. */
export function localLooks(environment: TaskEnvironment, build: string): () => Promise<Look> {
  return async () => {
    const status = localBuilds(environment).find(({ id }) => id === build)?.status ?? "interrupted";
    const tasks = await Promise.all(
      [...localBuildTasks(environment, build)].map(async ([id, json]) => {
        const last = (await environment.ledger.history(id)).findLast((event) => event.build === build);
        const label = json ? `${typeOf(json)} (${shortId(id)})` : shortId(id);
        return { id, label, event: last?.type ?? null, error: last?.error?.message ?? null };
      }),
    );
    const news = tasks.filter((task): task is typeof task & Seen => task.event !== null);
    const running = news.filter(({ event }) => RUNNING.has(event) || event === "checkpointed").length;
    return { status, discovered: tasks.length, ended: news.length - running, running, news };
  };
}
