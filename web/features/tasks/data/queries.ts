import type { Cairn } from "@cairn/sdk";
import type { BuildStatus } from "@cairn/sdk/schema";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { Place } from "../../runs/queries";
import { tasksOf } from "./client";

const workspaceKey = ({ organization, workspace }: Place) => ["org", organization, "workspace", workspace] as const;
/** Everything that a build changes. */
export const buildsKey = (place: Place) => [...workspaceKey(place), "builds"] as const;
/** Everything that a change of a task changes. */
export const tasksKey = (place: Place) => [...workspaceKey(place), "tasks"] as const;

export interface BuildsFilter {
  status?: BuildStatus | undefined;
  search?: string | undefined;
}

export const buildsQuery = (api: Cairn, place: Place, filter: BuildsFilter) =>
  infiniteQueryOptions({
    queryKey: [...buildsKey(place), "list", filter],
    initialPageParam: "",
    queryFn: ({ pageParam }) =>
      tasksOf(api, place).builds({
        ...(filter.status ? { status: filter.status } : {}),
        ...(filter.search ? { search: filter.search } : {}),
        ...(pageParam ? { cursor: pageParam } : {}),
      }),
    getNextPageParam: (page) => page.next_cursor,
  });

export const buildQuery = (api: Cairn, place: Place, build: string) =>
  queryOptions({ queryKey: [...buildsKey(place), "build", build], queryFn: () => tasksOf(api, place).build(build) });

export const buildGraphQuery = (api: Cairn, place: Place, build: string) =>
  queryOptions({ queryKey: [...buildsKey(place), "graph", build], queryFn: () => tasksOf(api, place).buildGraph(build) });

export interface TasksQuestion {
  q: string;
  sort: string;
  lifecycle: "active" | "deleted" | "all";
  /** RFC 3339: the tasks as they were then; empty: as they are. */
  asOf: string;
}

/** Tasks fetched at once. */
export const TASKS_PAGE = 100;

export const tasksQuery = (api: Cairn, place: Place, { q, sort, lifecycle, asOf }: TasksQuestion) =>
  infiniteQueryOptions({
    queryKey: [...tasksKey(place), "list", q, sort, lifecycle, asOf],
    initialPageParam: "",
    queryFn: ({ pageParam }) =>
      tasksOf(api, place).list({
        limit: TASKS_PAGE,
        lifecycle,
        ...(q ? { q } : {}),
        ...(sort ? { sort } : {}),
        ...(asOf ? { as_of: asOf } : {}),
        ...(pageParam ? { cursor: pageParam } : {}),
      }),
    getNextPageParam: (page) => page.next_cursor,
  });

export const taskFieldsQuery = (api: Cairn, place: Place) =>
  queryOptions({
    queryKey: [...tasksKey(place), "fields"],
    queryFn: async () => (await tasksOf(api, place).fields()).items,
    staleTime: 30_000,
  });

export const taskValuesQuery = (api: Cairn, place: Place, field: string) =>
  queryOptions({
    queryKey: [...tasksKey(place), "values", field],
    queryFn: () => tasksOf(api, place).values({ field }),
    staleTime: 30_000,
  });

export const taskQuery = (api: Cairn, place: Place, task: string) =>
  queryOptions({ queryKey: [...tasksKey(place), "task", task], queryFn: () => tasksOf(api, place).get(task) });

export const taskTypesQuery = (api: Cairn, place: Place) =>
  queryOptions({ queryKey: [...tasksKey(place), "types"], queryFn: () => tasksOf(api, place).types() });

export const typeGraphQuery = (api: Cairn, place: Place) =>
  queryOptions({ queryKey: [...tasksKey(place), "type-graph"], queryFn: () => tasksOf(api, place).typeGraph() });

export const taskUsageQuery = (api: Cairn, place: Place) =>
  queryOptions({ queryKey: [...tasksKey(place), "usage"], queryFn: () => tasksOf(api, place).usage() });
