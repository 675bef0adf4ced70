"use client";
import type { ReplayMessagesInput } from "@cairn/sdk";
import type { EventType, UpdateWebhook } from "@cairn/sdk/schema";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { api } from "@/lib/api/browser";
import { describeError } from "@/lib/api/problem";
import { optionsOf, type SettingsPlace } from "../organizations/settings-place";
import { hookKey, hooksKey, hooksOf } from "./queries";

const countWords = (count: number) => (count === 1 ? "1 message is" : `${count.toLocaleString("en")} messages are`);

/** What can be done to an endpoint; what fails is told in a corner unless the caller shows it itself. */
export function useHookActions(place: SettingsPlace, id: string) {
  const client = useQueryClient();
  const hooks = hooksOf(api, place);
  const options = optionsOf(place);
  const anew = async () => {
    await Promise.all([
      client.invalidateQueries({ queryKey: hookKey(place, id) }),
      client.invalidateQueries({ queryKey: [...hooksKey(place), "list"] }),
    ]);
  };
  const tell = (error: unknown) => void toast.error(describeError(error).detail);
  const update = useMutation({ mutationFn: (body: UpdateWebhook) => hooks.update(id, body, options), onSuccess: anew, onError: tell });
  const resume = useMutation({
    mutationFn: () => hooks.resume(id, options),
    onSuccess: async ({ count }) => {
      toast.success(count === 0 ? "Nothing waits." : `${countWords(count)} sent now.`);
      await anew();
    },
    onError: tell,
  });
  const replay = useMutation({
    mutationFn: (message: string) => hooks.replayMessage(id, message, options),
    onSuccess: async () => {
      toast.success("The message is sent again.");
      await anew();
    },
    onError: tell,
  });
  const replayRange = useMutation({
    mutationFn: (body: ReplayMessagesInput) => hooks.replay(id, body, options),
    onSuccess: async ({ count }) => {
      toast.success(count === 0 ? "No message fits." : `${countWords(count)} sent again.`);
      await anew();
    },
  });
  const countRange = useMutation({ mutationFn: (body: ReplayMessagesInput) => hooks.replay(id, { ...body, dry_run: true }, options) });
  const test = useMutation({ mutationFn: (type: EventType) => hooks.test(id, { type }, options), onSuccess: anew });
  return { update, resume, replay, replayRange, countRange, test };
}
