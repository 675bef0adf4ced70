"use client";
import type { UpdateNotificationSettings } from "@cairn/sdk/schema";
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { collaboration } from "@/lib/api/browser";
import { describeError } from "@/lib/api/problem";

export const settingsQuery = () =>
  queryOptions({ queryKey: ["me", "notification-settings"], queryFn: () => collaboration.preferences.get() });

/** Changes what is given and shows the answer; `isTold`: what fails is told in a corner. */
export function useUpdateSettings({ isTold = true } = {}) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: UpdateNotificationSettings) => collaboration.preferences.update(body),
    onSuccess: (settings) => client.setQueryData(settingsQuery().queryKey, settings),
    onError: (error) => void (isTold && toast.error(describeError(error).detail)),
  });
}
