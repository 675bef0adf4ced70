import type { Cairn } from "@cairn/sdk";
import type { BuildStatus } from "@cairn/sdk/schema";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { Place } from "../../runs/queries";

const workspaceKey = ({ organization, workspace }: Place) => ["org", organization, "workspace", workspace] as const;
/** Everything that a build changes. */
export const buildsKey = (place: Place) => [...workspaceKey(place), "builds"] as const;
/** Everything that a change of a task changes. */
export const tasksKey = (place: Place) => [...workspaceKey(place), "tasks"] as const;

/** Builds on one page of their list. */
const BUILDS_PER_PAGE = 20;

export interface BuildsFilter {
  status?: BuildStatus | undefined;
  search?: string | undefined;
}

export const buildsQuery = (api: Cairn, place: Place, filter: BuildsFilter) =>
  infiniteQueryOptions({
    queryKey: [...buildsKey(place), "list", filter],
    initialPageParam: "",
    queryFn: ({ pageParam }) =>
      api.builds
        .list(
          {
            limit: BUILDS_PER_PAGE,
            ...(filter.status ? { status: filter.status } : {}),
            ...(filter.search ? { search: filter.search } : {}),
          },
          place,
        )
        .page(pageParam || undefined),
    getNextPageParam: (page) => page.next_cursor,
  });

export const buildQuery = (api: Cairn, place: Place, build: string) =>
  queryOptions({ queryKey: [...buildsKey(place), "build", build], queryFn: () => api.builds.get(build, place) });

export const buildGraphQuery = (api: Cairn, place: Place, build: string) =>
  queryOptions({
    queryKey: [...buildsKey(place), "graph", build],
    queryFn: () => api.builds.graph(build, place),
    // Comparing 10,000 tasks member by member takes longer than drawing them.
    structuralSharing: false,
  });

/** Path of the graph of a build, for a page that is on its way to a browser to have it fetched ahead. */
export const buildGraphPath = ({ organization, workspace }: Place, build: string): string =>
  `/api/v1/orgs/${organization}/workspaces/${workspace}/builds/${build}/graph`;

export interface TasksQuestion {
  q: string;
  sort: string;
  lifecycle: "active" | "deleted" | "all";
  /** RFC 3339: the tasks as they were then; empty: as they are. */
  asOf: string;
}

/** Tasks fetched at once. */
const TASKS_PAGE = 100;

export const tasksQuery = (api: Cairn, place: Place, { q, sort, lifecycle, asOf }: TasksQuestion) =>
  infiniteQueryOptions({
    queryKey: [...tasksKey(place), "list", q, sort, lifecycle, asOf],
    initialPageParam: "",
    queryFn: ({ pageParam }) =>
      api.tasks
        .list({ limit: TASKS_PAGE, lifecycle, ...(q ? { q } : {}), ...(sort ? { sort } : {}), ...(asOf ? { as_of: asOf } : {}) }, place)
        .page(pageParam || undefined),
    getNextPageParam: (page) => page.next_cursor,
  });

/** Fields that a search can name: of all tasks, or of those of one type. */
export const taskFieldsQuery = (api: Cairn, place: Place, type?: string) =>
  queryOptions({
    queryKey: [...tasksKey(place), "fields", type ?? ""],
    queryFn: async () => (await api.tasks.fields(type === undefined ? {} : { type }, place)).items,
    staleTime: 30_000,
  });

export const taskValuesQuery = (api: Cairn, place: Place, field: string, type?: string) =>
  queryOptions({
    queryKey: [...tasksKey(place), "values", field, type ?? ""],
    queryFn: () => api.tasks.values({ field, ...(type === undefined ? {} : { type }) }, place),
    staleTime: 30_000,
  });

export const taskQuery = (api: Cairn, place: Place, task: string) =>
  queryOptions({ queryKey: [...tasksKey(place), "task", task], queryFn: () => api.tasks.get(task, place) });

export const taskTypesQuery = (api: Cairn, place: Place) =>
  queryOptions({ queryKey: [...tasksKey(place), "types"], queryFn: () => api.tasks.types(place) });

export const typeGraphQuery = (api: Cairn, place: Place) =>
  queryOptions({ queryKey: [...tasksKey(place), "type-graph"], queryFn: () => api.tasks.overview(place) });

export const taskUsageQuery = (api: Cairn, place: Place) =>
  queryOptions({ queryKey: [...tasksKey(place), "usage"], queryFn: () => api.tasks.usage(place) });
