"use client";
import type { Notification, UpdateNotification } from "@cairn/sdk/schema";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { collaboration } from "@/lib/api/browser";
import { describeError } from "@/lib/api/problem";
import { inboxKey } from "./queries";

/** Marks one notification, or all of them up to the newest shown; lists and the count follow. */
export function useMark() {
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: inboxKey });
  const onError = (error: unknown) => void toast.error(describeError(error).detail);
  const one = useMutation({
    mutationFn: ({ notification, marks }: { notification: Notification; marks: UpdateNotification }) =>
      collaboration.inbox.update(notification.id, marks),
    onSuccess: refresh,
    onError,
  });
  const all = useMutation({
    mutationFn: ({ until, marks }: { until: string; marks: UpdateNotification }) => collaboration.inbox.mark({ ...marks, until }),
    onSuccess: refresh,
    onError,
  });
  return {
    mark: (notification: Notification, marks: UpdateNotification) => one.mutate({ notification, marks }),
    markAll: (until: string, marks: UpdateNotification) => all.mutate({ until, marks }),
    isMarkingAll: all.isPending,
  };
}
