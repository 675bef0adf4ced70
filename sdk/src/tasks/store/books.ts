import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { RunEnvironment } from "../../schema/index.ts";
import type { TaskEnvironment } from "../environment.ts";
import type { Registration } from "../ledger/registry.ts";
import { isDead } from "../node/owner.ts";

/** A build as the folder of books knows it. */
export interface LocalBuild {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** `interrupted` also for one whose process is gone without a word. */
  readonly status: "running" | "success" | "failed" | "cancelled" | "interrupted" | "held";
  readonly runner: string;
  /** Ids of what was asked for. */
  readonly roots: readonly string[];
  readonly host: string;
  readonly pid: number;
  readonly started_at: string;
  readonly ended_at: string | null;
  /** Where, how and from which code it was made; {} when that is not known. */
  readonly environment: RunEnvironment;
  /** Of {@link BuildSummary}, once it has ended. */
  readonly counts: { readonly [name: string]: number };
  /** Ids of tasks that failed. */
  readonly failures: readonly string[];
}

const COUNTS = ["discovered", "reused", "succeeded", "failed", "skipped", "cancelled", "held", "pending"] as const;

/** Folder of locks, events and logs; null where books are kept elsewhere. */
export const stateFolder = (environment: TaskEnvironment): string | null => environment.spec?.state ?? null;

function readBuild(file: string): LocalBuild | null {
  try {
    const { id, name, description, status, runner, roots, host, pid, started_at, ended_at, failures, environment, ...rest } = JSON.parse(
      readFileSync(file, "utf8"),
    );
    const isGone = status === "running" && isDead({ host, pid, session: "" });
    return {
      ...{ id, name, description: description ?? "", status: isGone ? "interrupted" : status, runner, roots: roots ?? [], host, pid },
      ...{ started_at, ended_at: ended_at ?? null, failures: failures ?? [], environment: environment ?? {} },
      counts: Object.fromEntries(COUNTS.filter((count) => typeof rest[count] === "number").map((count) => [count, rest[count]])),
    };
  } catch {
    // Cut short by a full disk, or not ours.
    return null;
  }
}

const BUILD_FILE = /^\w+_[\w-]+\.json$/;

/** Builds that were made with this folder, newest first. */
export function localBuilds(environment: TaskEnvironment): LocalBuild[] {
  const state = stateFolder(environment);
  const folder = state === null ? null : join(state, "builds");
  if (folder === null || !existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => BUILD_FILE.test(name))
    .map((name) => readBuild(join(folder, name)))
    .filter((build) => build !== null)
    .sort((a, b) => (a.started_at < b.started_at ? 1 : -1));
}

/** The tasks of a build, by id. */
export function localBuildTasks(environment: TaskEnvironment, build: string): Map<string, Registration> {
  const found = new Map<string, Registration>();
  const file = join(stateFolder(environment) ?? "", "builds", `${build}.tasks`);
  if (!existsSync(file)) return found;
  for (const line of readFileSync(file, "utf8").split("\n")) {
    if (line === "") continue;
    try {
      const json = JSON.parse(line) as Registration;
      found.set(json.id, json);
    } catch {
      // The end of a line that a full disk left.
    }
  }
  return found;
}

/** Words of tasks that builds asked for, whether they were ever complete or not; label and tags as they were said last. */
export function bookedTasks(environment: TaskEnvironment): Map<string, Registration> {
  const found = new Map<string, Registration>();
  for (const { id } of localBuilds(environment).reverse()) {
    for (const [task, json] of localBuildTasks(environment, id)) {
      const before = found.get(task);
      found.set(task, { ...before, ...json, ...(before?.tags ? { tags: { ...before.tags, ...json.tags } } : {}) });
    }
  }
  return found;
}

const HEX = /^[0-9a-f]+$/;
const names = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder).filter((name) => HEX.test(name)) : []);

/** Folder of one task's books. */
export const booksOf = (state: string, id: string): string => join(state, id.slice(0, 2), id);

/** Ids of all tasks of which something was ever said. */
export function bookedIds(environment: TaskEnvironment): string[] {
  const state = stateFolder(environment);
  if (state === null) return [];
  return names(state).flatMap((shard) => names(join(state, shard)).filter((id) => id.length === 64));
}

/** Logs and reports of a task's attempts, with their sizes. What tells of locks and events stays for good and is not among them. */
export function recordsOf(state: string, id: string): { file: string; sizeBytes: number }[] {
  const folder = booksOf(state, id);
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((name) => /^log\.\d+\.txt$/.test(name));
  const reports = join(folder, "reports");
  if (existsSync(reports)) files.push(...readdirSync(reports).map((name) => join("reports", name)));
  return files.map((name) => ({ file: join(folder, name), sizeBytes: statSync(join(folder, name)).size }));
}
