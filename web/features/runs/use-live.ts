"use client";
import type { LiveMessage } from "@cairn/sdk/schema";
import { useEffect, useRef, useState } from "react";
import type { Place } from "./queries";

export type LiveState = "connecting" | "live" | "away";

export interface LiveOptions extends Place {
  /** Runs whose points are wanted as they come in. */
  watch?: readonly string[];
  onMessage: (message: LiveMessage) => void;
  /** The socket was away and is back: what happened meanwhile has to be fetched. */
  onReturn: () => void;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
const PING_MS = 25_000;

/** The workspace's live socket; comes back by itself after the network or the server went away. */
export function useLive({ organization, workspace, watch = [], onMessage, onReturn }: LiveOptions): LiveState {
  const [state, setState] = useState<LiveState>("connecting");
  const handlers = useRef({ onMessage, onReturn });
  handlers.current = { onMessage, onReturn };
  const watched = watch.join(" ");

  useEffect(() => {
    let socket: WebSocket | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let wait = FIRST_WAIT_MS;
    let hasBeenLive = false;
    let isClosed = false;

    function connect() {
      const url = new URL(`/api/v1/orgs/${organization}/workspaces/${workspace}/live`, window.location.href);
      url.protocol = url.protocol.replace("http", "ws");
      const opened = new WebSocket(url);
      socket = opened;
      opened.onopen = () => opened.send(JSON.stringify({ watch: watched ? watched.split(" ") : [] }));
      opened.onmessage = ({ data }) => {
        if (data === "pong") return;
        const message = JSON.parse(data) as LiveMessage;
        if (message.kind === "hello") {
          wait = FIRST_WAIT_MS;
          setState("live");
          // Also after the first one: something may have happened between the page's own requests and now.
          handlers.current.onReturn();
          hasBeenLive = true;
        }
        handlers.current.onMessage(message);
      };
      opened.onclose = () => {
        if (isClosed) return;
        setState(hasBeenLive ? "away" : "connecting");
        timer = setTimeout(connect, wait * (0.5 + Math.random()));
        wait = Math.min(wait * 2, LONGEST_WAIT_MS);
      };
    }
    connect();
    const ping = setInterval(() => socket?.readyState === WebSocket.OPEN && socket.send("ping"), PING_MS);
    return () => {
      isClosed = true;
      clearTimeout(timer);
      clearInterval(ping);
      socket?.close(1000);
    };
  }, [organization, workspace, watched]);

  return state;
}
