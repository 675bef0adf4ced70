"use client";
import type { TaskParams, TaskResults } from "@cairn/sdk/schema";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api } from "@/lib/api/browser";
import type { Place } from "../../runs/queries";
import { tasksKey } from "../data/queries";
import { type Axis, paramsAt, pointsOf } from "./points";

/** What the tasks of a sweep are of. */
export interface SweepType {
  namespace: string;
  name: string;
  version: string;
  module: string | null;
}

/** A task of a sweep, and what there is of it; null: it is not registered. */
export interface SweepTask {
  id: string;
  point: readonly TaskParams[];
  result: TaskResults["items"][number]["result"] | null;
}

/** The tasks that axes make, with what there is of each in the workspace. Null axes: not known yet. */
export function useSweepTasks(type: SweepType, base: TaskParams, axes: readonly Axis[] | null, place: Place) {
  const { namespace, name, version } = type;
  return useQuery({
    queryKey: [...tasksKey(place), "sweep", namespace, name, version, base, axes],
    enabled: axes !== null,
    placeholderData: keepPreviousData,
    queryFn: async (): Promise<SweepTask[]> => {
      const { taskId } = await import("@cairn/sdk/tasks/identity");
      const tasks = pointsOf(axes ?? []).map((point) => ({
        id: taskId({ namespace, name, version, params: paramsAt(base, axes ?? [], point) as never }),
        point,
      }));
      const { items } = await api.tasks.lookup([...new Set(tasks.map(({ id }) => id))], place);
      const results = new Map(items.map(({ id, result }) => [id, result]));
      return tasks.map((task) => ({ ...task, result: results.get(task.id) ?? null }));
    },
  });
}
