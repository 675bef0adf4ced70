"use client";
import type { TaskParams } from "@cairn/sdk/schema";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api } from "@/lib/api/browser";
import type { Place } from "../../runs/queries";
import { tasksKey } from "../data/queries";
import { type SnippetTask, tasksIn } from "./snippet";

/** Tasks among parameters that are looked up at most. */
const LOOKED_UP = 40;

/** Tasks among parameters, and among theirs, by their ids: what a program needs to make them again. */
export function useKnownTasks(params: TaskParams, place: Place, isEnabled: boolean) {
  const ids = [...new Set(tasksIn(params))];
  return useQuery({
    queryKey: [...tasksKey(place), "snippet", ids],
    enabled: isEnabled,
    placeholderData: keepPreviousData,
    queryFn: async () => {
      const found = new Map<string, SnippetTask>();
      let wanted = ids;
      while (wanted.length > 0 && found.size < LOOKED_UP) {
        const details = await Promise.all(wanted.slice(0, LOOKED_UP - found.size).map((id) => api.tasks.get(id, place)));
        for (const one of details) found.set(one.id, one);
        wanted = [...new Set(details.flatMap(({ params: inner }) => tasksIn(inner)))].filter((id) => !found.has(id));
      }
      return found;
    },
  });
}
