import type { Cairn } from "@cairn/sdk";
import type {
  Build,
  BuildDetail,
  BuildGraph,
  BuildListQuery,
  CollectTasks,
  InvalidateTasks,
  OverrideBuild,
  OverrideTask,
  TaskAssetContent,
  TaskDetail,
  TaskEvent,
  TaskExplanation,
  TaskFields,
  TaskGraph,
  TaskLogLine,
  TaskPage,
  TaskRelative,
  TasksCollected,
  TasksInvalidated,
  TaskTypeGraph,
  TaskTypes,
  TaskUsage,
  TaskValues,
  UpdateTask,
} from "@cairn/sdk/schema";
import type { Place } from "../../runs/queries";

interface Paged<T> {
  items: T[];
  next_cursor: string | null;
}
type Query = Record<string, string | number | undefined>;

/**
 * Tasks and builds of a workspace as the pages call them.
 *
 * @param api the browser's client, or the server's in the name of the person
 */
export function tasksOf(api: Cairn, place: Place) {
  const get = <T>(path: string, query: Query = {}) => api.request<T>({ method: "GET", at: "workspace", path, query, options: place });
  const send = <T>(method: "POST" | "PATCH" | "DELETE", path: string, body?: unknown) =>
    api.request<T>({ method, at: "workspace", path, ...(body === undefined ? {} : { body }), options: place });
  const part = encodeURIComponent;
  return {
    builds: (query: Partial<Pick<BuildListQuery, "status" | "search" | "task" | "cursor">>) => get<Paged<Build>>("/builds", query),
    build: (build: string) => get<BuildDetail>(`/builds/${part(build)}`),
    buildGraph: (build: string) => get<BuildGraph>(`/builds/${part(build)}/graph`),
    cancelBuild: (build: string, reason?: string) => send<BuildDetail>("POST", `/builds/${part(build)}/cancel`, reason ? { reason } : {}),
    overrideBuild: (build: string, body: OverrideBuild) => send<BuildDetail>("POST", `/builds/${part(build)}/override`, body),

    list: (query: { q?: string; sort?: string; cursor?: string; limit?: number; lifecycle?: string; as_of?: string; count?: string }) =>
      get<TaskPage>("/tasks", query),
    fields: (query: { type?: string; prefix?: string } = {}) => get<TaskFields>("/tasks/fields", query),
    values: (query: { field: string; prefix?: string }) => get<TaskValues>("/tasks/values", query),
    get: (task: string) => get<TaskDetail>(`/tasks/${part(task)}`),
    events: (task: string, cursor?: string) =>
      get<Paged<TaskEvent>>(`/tasks/${part(task)}/events`, { order: "newest", limit: 100, cursor }),
    relatives: (
      task: string,
      way: "dependencies" | "dependents",
      query: { transitive?: "true" | "false"; cursor?: string; limit?: number },
    ) => get<Paged<TaskRelative>>(`/tasks/${part(task)}/${way}`, query),
    explain: (task: string) => get<TaskExplanation>(`/tasks/${part(task)}/explain`),
    graph: (task: string, depth: number) => get<TaskGraph>(`/tasks/${part(task)}/graph`, { depth, limit: 500 }),
    logs: (task: string, query: { attempt?: number; tail?: number; cursor?: string }) =>
      get<Paged<TaskLogLine>>(`/tasks/${part(task)}/logs`, query),
    asset: (task: string, name: string) => get<TaskAssetContent>(`/tasks/${part(task)}/assets/${part(name)}`),
    update: (task: string, body: UpdateTask) => send<TaskDetail>("PATCH", `/tasks/${part(task)}`, body),
    invalidate: (task: string, body: InvalidateTasks) => send<TasksInvalidated>("POST", `/tasks/${part(task)}/invalidate`, body),
    override: (task: string, body: OverrideTask) => send<TaskDetail>("POST", `/tasks/${part(task)}/override`, body),
    delete: (task: string) => send<void>("DELETE", `/tasks/${part(task)}`),
    restore: (task: string) => send<TaskDetail>("POST", `/tasks/${part(task)}/restore`),

    types: () => get<TaskTypes>("/task-types"),
    typeGraph: () => get<TaskTypeGraph>("/tasks/overview-graph"),
    usage: () => get<TaskUsage>("/tasks/usage"),
    collect: (body: CollectTasks) => send<TasksCollected>("POST", "/tasks/gc", body),
  };
}
