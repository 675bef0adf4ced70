"use client";
import type { LiveMessage } from "@cairn/sdk/schema";
import { useEffect, useRef, useState } from "react";
import { type LiveState, liveConnection } from "./live-connection";
import type { Place } from "./queries";

export type { LiveState } from "./live-connection";

export interface LiveOptions extends Place {
  /** Runs whose points are wanted as they come in. */
  watch?: readonly string[];
  /** Runs whose lines are wanted. */
  lines?: readonly string[];
  /** Builds whose changes are wanted. */
  builds?: readonly string[];
  onMessage: (message: LiveMessage) => void;
  /** The socket is there, or there again: what happened meanwhile has to be fetched. */
  onReturn: () => void;
  /** Nothing is told until this ends; then everything has to be fetched. */
  isPaused?: boolean;
}

/** Follows what happens in a workspace. All parts of a page share one socket. */
export function useLive({
  organization,
  workspace,
  watch = [],
  lines = [],
  builds = [],
  onMessage,
  onReturn,
  isPaused = false,
}: LiveOptions): LiveState {
  const [state, setState] = useState<LiveState>("connecting");
  const handlers = useRef({ onMessage, onReturn });
  handlers.current = { onMessage, onReturn };
  const watched = watch.join(" ");
  const read = lines.join(" ");
  const followed = builds.join(" ");

  useEffect(() => {
    if (isPaused) return setState("paused");
    return liveConnection({ organization, workspace }).add({
      watch: watched ? watched.split(" ") : [],
      lines: read ? read.split(" ") : [],
      builds: followed ? followed.split(" ") : [],
      onMessage: (message) => handlers.current.onMessage(message),
      onReturn: () => handlers.current.onReturn(),
      onState: setState,
    });
  }, [organization, workspace, watched, read, followed, isPaused]);

  return state;
}
