"use client";
import type { TaskDetail, UpdateTask } from "@cairn/sdk/schema";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { api } from "@/lib/api/browser";
import { describeError } from "@/lib/api/problem";
import type { Place } from "../../runs/queries";
import { tasksOf } from "../data/client";
import { buildsKey, taskQuery, tasksKey } from "../data/queries";

/** Changes of a task; what they answer is shown, and lists ask anew. */
export function useTaskActions(task: TaskDetail, place: Place) {
  const client = useQueryClient();
  const calls = tasksOf(api, place);
  const show = (answer: TaskDetail) => {
    client.setQueryData(taskQuery(api, place, task.id).queryKey, answer);
    return refresh();
  };
  const refresh = async () => {
    await Promise.all([client.invalidateQueries({ queryKey: tasksKey(place) }), client.invalidateQueries({ queryKey: buildsKey(place) })]);
  };
  const update = useMutation({
    mutationFn: (body: UpdateTask) => calls.update(task.id, body),
    onSuccess: show,
    onError: (error) => void toast.error(describeError(error).detail),
  });
  const restore = useMutation({
    mutationFn: () => calls.restore(task.id),
    onSuccess: show,
    onError: (error) => void toast.error(describeError(error).detail),
  });
  return { calls, show, refresh, update, restore };
}
