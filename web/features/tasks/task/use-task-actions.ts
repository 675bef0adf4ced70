"use client";
import type { TaskDetail, UpdateTask } from "@cairn/sdk/schema";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { api } from "@/lib/api/browser";
import { describeError } from "@/lib/api/problem";
import type { Place } from "../../runs/queries";
import { buildsKey, taskQuery, tasksKey } from "../data/queries";

/** Changes of a task; what they answer is shown, and lists ask anew. */
export function useTaskActions(task: TaskDetail, place: Place) {
  const client = useQueryClient();
  const show = (answer: TaskDetail) => {
    client.setQueryData(taskQuery(api, place, task.id).queryKey, answer);
    return refresh();
  };
  const refresh = async () => {
    await Promise.all([client.invalidateQueries({ queryKey: tasksKey(place) }), client.invalidateQueries({ queryKey: buildsKey(place) })]);
  };
  const update = useMutation({
    mutationFn: (body: UpdateTask) => api.tasks.update(task.id, body, place),
    onSuccess: show,
    onError: (error) => void toast.error(describeError(error).detail),
  });
  const restore = useMutation({
    mutationFn: () => api.tasks.restore(task.id, place),
    onSuccess: show,
    onError: (error) => void toast.error(describeError(error).detail),
  });
  return { show, refresh, update, restore };
}
