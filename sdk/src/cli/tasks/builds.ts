import type { TaskEnvironment } from "../../tasks/environment.ts";
import { type LocalBuild, localBuilds } from "../../tasks/store/books.ts";
import type { Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { Failure } from "../failure.ts";
import { moment } from "../text.ts";
import { BUILD_STYLES, took } from "./print.ts";

/** A build as lists show it; the API's and the local ones have this shape. */
export interface BuildRow {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly runner: string | null;
  readonly host: string | null;
  readonly commit: string | null;
  readonly created_at: string;
  readonly finished_at: string | null;
  /** How many tasks stand how. */
  readonly counts: { readonly [status: string]: number };
}

/** The local build that a word names: its id, the beginning of one, or a name. */
export function findLocalBuild(environment: TaskEnvironment, word: string): LocalBuild {
  const all = localBuilds(environment);
  const found = all.filter(({ id, name }) => id === word || name === word);
  const near = found.length > 0 ? found : all.filter(({ id }) => word.length >= 8 && id.startsWith(word));
  const [only] = near;
  if (!only) throw new Failure(EXIT.notFound, `There is no build ${word} in this store.`, "cairn build list");
  if (near.length === 1) return only;
  throw new Failure(EXIT.usage, `${near.length} builds are called ${word}; say which by its id.`, undefined, {
    details: near.slice(0, 5).map(({ id, started_at }) => `${id}  ${moment(started_at)}`),
  });
}

const NAMES: { readonly [count: string]: string } = { succeeded: "success" };

/** A local build in the shape of the API's. */
export const localRow = ({ id, name, status, runner, host, environment, started_at, ended_at, counts }: LocalBuild): BuildRow => ({
  ...{ id, name, status, runner, host, commit: environment.git?.commit ?? null, created_at: started_at, finished_at: ended_at },
  counts: Object.fromEntries(
    Object.entries(counts)
      .filter(([count]) => count !== "discovered")
      .map(([count, number]) => [NAMES[count] ?? count, number]),
  ),
});

/** Counts in one line, without what is none. */
export const countsLine = (counts: BuildRow["counts"]): string =>
  Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([status, count]) => `${count} ${status}`)
    .join(", ");

export function printBuilds({ out }: Context, rows: readonly BuildRow[]): void {
  out.table(rows, [
    { title: "ID", value: ({ id }) => id, whole: true },
    { title: "NAME", value: ({ id, name }) => (name === id ? null : name), style: () => "bold" },
    { title: "STATUS", value: ({ status }) => status, style: ({ status }) => BUILD_STYLES[status] },
    { title: "STARTED", value: ({ created_at }) => moment(created_at), style: () => "dim" },
    { title: "TOOK", value: ({ created_at, finished_at }) => took(created_at, finished_at), align: "right" },
    { title: "TASKS", value: ({ counts }) => countsLine(counts), optional: "cut" },
  ]);
}
