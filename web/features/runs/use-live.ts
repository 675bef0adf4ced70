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
/** A socket that says nothing this long after a ping is dead, though the browser has not noticed: cables and Wi-Fi go silently. */
const PONG_MS = 5_000;

/** The workspace's live socket; comes back by itself after the network or the server went away. */
export function useLive({ organization, workspace, watch = [], onMessage, onReturn }: LiveOptions): LiveState {
  const [state, setState] = useState<LiveState>("connecting");
  const handlers = useRef({ onMessage, onReturn });
  handlers.current = { onMessage, onReturn };
  const watched = watch.join(" ");

  useEffect(() => {
    let socket: WebSocket | null = null;
    let retry: ReturnType<typeof setTimeout> | undefined;
    let silence: ReturnType<typeof setTimeout> | undefined;
    let wait = FIRST_WAIT_MS;
    let hasBeenLive = false;

    function connect() {
      const url = new URL(`/api/v1/orgs/${organization}/workspaces/${workspace}/live`, window.location.href);
      url.protocol = url.protocol.replace("http", "ws");
      const opened = new WebSocket(url);
      socket = opened;
      opened.onopen = () => opened.send(JSON.stringify({ watch: watched ? watched.split(" ") : [] }));
      opened.onmessage = ({ data }) => {
        if (socket !== opened) return;
        clearTimeout(silence);
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
      opened.onclose = () => lose(opened);
    }

    function lose(lost: WebSocket) {
      if (socket !== lost) return;
      socket = null;
      clearTimeout(silence);
      lost.close();
      setState(hasBeenLive ? "away" : "connecting");
      retry = setTimeout(connect, wait * (0.5 + Math.random()));
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    }

    function probe() {
      const asked = socket;
      if (asked?.readyState !== WebSocket.OPEN) return;
      clearTimeout(silence);
      silence = setTimeout(() => lose(asked), PONG_MS);
      asked.send("ping");
    }

    // Not believed by itself: a machine without a network still reaches a server on itself.
    function networkChanged() {
      if (socket) return probe();
      clearTimeout(retry);
      wait = FIRST_WAIT_MS;
      connect();
    }

    connect();
    const ping = setInterval(probe, PING_MS);
    window.addEventListener("offline", networkChanged);
    window.addEventListener("online", networkChanged);
    return () => {
      const last = socket;
      socket = null;
      clearTimeout(retry);
      clearTimeout(silence);
      clearInterval(ping);
      window.removeEventListener("offline", networkChanged);
      window.removeEventListener("online", networkChanged);
      last?.close(1000);
    };
  }, [organization, workspace, watched]);

  return state;
}
