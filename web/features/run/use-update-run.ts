"use client";
import type { RunDetail, UpdateRun } from "@cairn/sdk/schema";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { api } from "@/lib/api/browser";
import { describeError } from "@/lib/api/problem";
import { type Place, runQuery, runsKey } from "../runs/queries";

/** Changes a run and shows the answer; what fails is told in a corner, and the promise fails with it. */
export function useUpdateRun(place: Place, id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: UpdateRun) => api.runs.update(id, body, place),
    onSuccess: (run) => showRun(client, place, run),
    onError: (error) => void toast.error(describeError(error).detail),
  });
}

/** Puts a run that the API answered in its place, and lets lists ask anew. */
export function showRun(client: ReturnType<typeof useQueryClient>, place: Place, run: RunDetail): void {
  client.setQueryData(runQuery(api, place, run.id).queryKey, run);
  client.invalidateQueries({ queryKey: [...runsKey(place), "list"] });
}
