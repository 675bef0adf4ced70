"use client";
import type { LiveMessage } from "@cairn/sdk/schema";
import { type QueryKey, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import type { Place } from "../../runs/queries";
import { type LiveState, useLive } from "../../runs/use-live";

/** Without the socket a page asks so often, as long as somebody can see it. */
const POLL_MS = 5_000;

type News = Extract<LiveMessage, { kind: "event" }>["event"];

export interface RefreshOptions {
  /** What is fetched anew. */
  queryKey: QueryKey;
  /** Whether an event concerns it. */
  isNews: (event: News) => boolean;
  /** At most one fetch in this time, in ms, however much happens. */
  everyMs: number;
}

/** Keeps what a page shows as it is: by the socket or, while there is none, by asking. */
export function useRefresh(place: Place, { queryKey, isNews, everyMs }: RefreshOptions): LiveState {
  const client = useQueryClient();
  const planned = useRef<ReturnType<typeof setTimeout>>(undefined);
  const now = useRef(queryKey);
  now.current = queryKey;
  const refresh = () => {
    planned.current ??= setTimeout(() => {
      planned.current = undefined;
      void client.invalidateQueries({ queryKey: now.current });
    }, everyMs);
  };
  const state = useLive({
    ...place,
    onMessage: (message) => message.kind === "event" && isNews(message.event) && refresh(),
    onReturn: refresh,
  });
  const isLive = state === "live";
  useEffect(() => {
    if (isLive) return;
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") void client.invalidateQueries({ queryKey: now.current });
    }, POLL_MS);
    return () => clearInterval(timer);
  }, [client, isLive]);
  return state;
}
