import type {
  AttemptStatus,
  Build,
  BuildDetail,
  BuildGraph,
  BuildStatus,
  BuildTaskPage,
  BuildTaskStatus,
  Page,
  TaskResult,
} from "@cairn/sdk/schema";
import { timestampOrNull } from "../../shared/clock.ts";
import { encodeCursor } from "../../shared/cursor.ts";
import type { VerbInput } from "../context.ts";
import { takePage } from "../page.ts";
import { findTask } from "../tasks/store.ts";
import { pageBuildTasks, readBuildEdges, readBuildNodes } from "./graph-store.ts";
import { readBuildDetail, toBuild } from "./rows.ts";
import { type BuildRow, pageBuilds, readBuild } from "./store.ts";

/** Throws `not_found`. */
export const getBuild = ({ ctx, input }: VerbInput<{ build: string }>): BuildDetail => readBuildDetail(ctx.sql, input.build);

export interface BuildListInput {
  before: number;
  status: BuildStatus | null;
  search: string | null;
  /** Id of a task that is part of it. */
  task: string | null;
  limit: number;
}

/** Builds, newest first. */
export function listBuilds({ ctx, input }: VerbInput<BuildListInput>): Page<Build> {
  const { limit } = input;
  const task = input.task === null ? null : (findTask(ctx.sql, input.task)?.number ?? 0);
  const rows = pageBuilds(ctx.sql, { ...input, task, limit: limit + 1 });
  const { taken, next } = takePage(rows, limit, (row: BuildRow) => row.roots.length + row.tags.length + row.description.length);
  return { items: taken.map(toBuild), next_cursor: next ? encodeCursor({ before: next.number }) : null };
}

export interface BuildTasksInput {
  build: string;
  after: number;
  status: BuildTaskStatus | null;
  search: string | null;
  since: number | null;
  limit: number;
}

/** Tasks of a build, in the order in which they were registered. Throws `not_found`. */
export function listBuildTasks({ ctx, input }: VerbInput<BuildTasksInput>): BuildTaskPage {
  const { limit } = input;
  const build = readBuild(ctx.sql, input.build);
  const roots = new Set<string>(JSON.parse(build.roots));
  const rows = pageBuildTasks(ctx.sql, { ...input, build: build.number, limit: limit + 1 });
  const items = rows.slice(0, limit).map((row) => ({
    id: row.id,
    namespace: row.namespace,
    name: row.name,
    version: row.version,
    label: row.label,
    result: row.result as TaskResult,
    attempt_status: row.attempt_status as AttemptStatus | null,
    status: row.status as BuildTaskStatus,
    attempt: row.attempt,
    is_root: roots.has(row.id),
    queued_at: timestampOrNull(row.queued_at),
    started_at: timestampOrNull(row.started_at),
    finished_at: timestampOrNull(row.finished_at),
    error: row.error,
    size_bytes: row.size_bytes,
  }));
  const next = rows.length > limit ? rows[limit - 1] : undefined;
  return { items, next_cursor: next ? encodeCursor({ after: next.number }) : null, version: build.version };
}

/** All tasks of a build with the edges between them. Throws `not_found`. */
export function readBuildGraph({ ctx, input }: VerbInput<{ build: string }>): BuildGraph {
  const build = readBuild(ctx.sql, input.build);
  const roots = new Set<string>(JSON.parse(build.roots));
  const types: BuildGraph["types"] = [];
  const typePlaces = new Map<number, number>();
  const places = new Map<number, number>();
  const nodes: BuildGraph["nodes"] = [];
  for (const row of readBuildNodes(ctx.sql, build.number)) {
    let type = typePlaces.get(row.type_id);
    if (type === undefined) {
      type = types.push({ namespace: row.namespace, name: row.name, version: row.version }) - 1;
      typePlaces.set(row.type_id, type);
    }
    places.set(row.number, nodes.length);
    const { id, label, attempt, started_at, finished_at } = row;
    nodes.push({ id, type, label, status: row.status as BuildTaskStatus, attempt, started_at, finished_at, is_root: roots.has(id) });
  }
  const edges: [number, number][] = [];
  for (const { task, dependency } of readBuildEdges(ctx.sql, build.number)) {
    const [from, to] = [places.get(task), places.get(dependency)];
    if (from !== undefined && to !== undefined) edges.push([from, to]);
  }
  return { types, nodes, edges, version: build.version };
}
