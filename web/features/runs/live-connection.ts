import type { LiveMessage } from "@cairn/sdk/schema";
import type { Place } from "./queries";

/** `paused`: the page was asked to stand still; the connection may be there. */
export type LiveState = "connecting" | "live" | "away" | "paused";

/** A part of the page that follows what happens. */
export interface LiveSubscriber {
  /** Runs whose points are wanted, and those whose lines are. */
  watch: readonly string[];
  lines: readonly string[];
  /** Builds whose changes are wanted. */
  builds: readonly string[];
  onMessage: (message: LiveMessage) => void;
  /** From now on messages come; what happened before has to be fetched. */
  onReturn: () => void;
  onState: (state: LiveState) => void;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
const PING_MS = 25_000;
/** A socket that says nothing this long after a ping is dead, though the browser has not noticed: cables and Wi-Fi go silently. */
const PONG_MS = 5_000;
/** A page that is left for the next one of the same workspace keeps its socket. */
const LINGER_MS = 1_000;
/** As many runs as the server takes in one command. */
const WATCH_MAX = 100;
const LINES_MAX = 20;
const BUILDS_MAX = 20;

const connections = new Map<string, LiveConnection>();

/** The live socket of a workspace, one for all parts of the page. */
export function liveConnection({ organization, workspace }: Place): LiveConnection {
  const path = `/api/v1/orgs/${organization}/workspaces/${workspace}/live`;
  const known = connections.get(path);
  if (known) return known;
  const made = new LiveConnection(path, () => connections.delete(path));
  connections.set(path, made);
  return made;
}

/** A socket that comes back by itself after the network or the server went away. */
class LiveConnection {
  readonly #path: string;
  readonly #onEnd: () => void;
  readonly #subscribers = new Set<LiveSubscriber>();
  /** Those that do not know yet what happened before the server told them of it. */
  readonly #behind = new Set<LiveSubscriber>();
  /** Commands that the server has not answered. */
  #unanswered = 0;
  #state: LiveState = "connecting";
  #socket: WebSocket | null = null;
  #command = "";
  #wait = FIRST_WAIT_MS;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #linger: ReturnType<typeof setTimeout> | undefined;
  #ping: ReturnType<typeof setInterval> | undefined;
  #isStarted = false;

  constructor(path: string, onEnd: () => void) {
    this.#path = path;
    this.#onEnd = onEnd;
  }

  /** Adds a part of the page; returns how to take it out. */
  add(subscriber: LiveSubscriber): () => void {
    clearTimeout(this.#linger);
    this.#subscribers.add(subscriber);
    subscriber.onState(this.#state);
    if (!this.#isStarted) this.#start();
    else {
      // Also between the opening of the socket and its first word: the command that was sent then knows nothing of this part.
      this.#behind.add(subscriber);
      this.#tell();
      if (this.#state === "live") this.#catchUp();
    }
    return () => {
      this.#subscribers.delete(subscriber);
      this.#behind.delete(subscriber);
      if (this.#subscribers.size === 0) this.#linger = setTimeout(() => this.#end(), LINGER_MS);
      else this.#tell();
    };
  }

  #start(): void {
    this.#isStarted = true;
    this.#connect();
    this.#ping = setInterval(this.#probe, PING_MS);
    window.addEventListener("offline", this.#networkChanged);
    window.addEventListener("online", this.#networkChanged);
  }

  #end(): void {
    const last = this.#socket;
    this.#socket = null;
    this.#isStarted = false;
    clearTimeout(this.#retry);
    clearTimeout(this.#silence);
    clearInterval(this.#ping);
    window.removeEventListener("offline", this.#networkChanged);
    window.removeEventListener("online", this.#networkChanged);
    last?.close(1000);
    this.#onEnd();
  }

  #connect(): void {
    const url = new URL(this.#path, window.location.href);
    url.protocol = url.protocol.replace("http", "ws");
    const opened = new WebSocket(url);
    this.#socket = opened;
    opened.onopen = () => {
      this.#command = "";
      this.#unanswered = 0;
      for (const subscriber of this.#subscribers) this.#behind.add(subscriber);
      this.#tell();
    };
    opened.onmessage = ({ data }) => {
      if (this.#socket !== opened) return;
      clearTimeout(this.#silence);
      if (data === "pong") return;
      const message = JSON.parse(data) as LiveMessage;
      if (message.kind === "hello") {
        this.#wait = FIRST_WAIT_MS;
        this.#become("live");
      } else if (message.kind === "watching") {
        this.#unanswered -= 1;
        this.#catchUp();
      }
      for (const { onMessage } of this.#subscribers) onMessage(message);
    };
    opened.onclose = () => this.#lose(opened);
  }

  /**
   * Has fetched what happened before the server took the last command: after the first one too, since something may have happened between
   * the page's own requests and now.
   */
  #catchUp(): void {
    if (this.#unanswered > 0) return;
    const behind = [...this.#behind];
    this.#behind.clear();
    for (const { onReturn } of behind) onReturn();
  }

  /** Tells the server which runs are looked at, when that changed. */
  #tell(): void {
    if (this.#socket?.readyState !== WebSocket.OPEN) return;
    const all = [...this.#subscribers];
    const watch = [...new Set(all.flatMap((one) => one.watch))].slice(0, WATCH_MAX);
    const lines = [...new Set(all.flatMap((one) => one.lines))].slice(0, LINES_MAX);
    const builds = [...new Set(all.flatMap((one) => one.builds))].slice(0, BUILDS_MAX);
    const command = JSON.stringify({ watch, lines, builds, answer: true });
    if (command === this.#command) return;
    this.#command = command;
    this.#unanswered += 1;
    this.#socket.send(command);
  }

  #lose(lost: WebSocket): void {
    if (this.#socket !== lost) return;
    this.#socket = null;
    clearTimeout(this.#silence);
    lost.close();
    this.#become(this.#state === "connecting" ? "connecting" : "away");
    this.#retry = setTimeout(() => this.#connect(), this.#wait * (0.5 + Math.random()));
    this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT_MS);
  }

  #become(state: LiveState): void {
    this.#state = state;
    for (const { onState } of this.#subscribers) onState(state);
  }

  #probe = (): void => {
    const asked = this.#socket;
    if (asked?.readyState !== WebSocket.OPEN) return;
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#lose(asked), PONG_MS);
    asked.send("ping");
  };

  // Not believed by itself: a machine without a network still reaches a server on itself.
  #networkChanged = (): void => {
    if (this.#socket) this.#probe();
    else {
      clearTimeout(this.#retry);
      this.#wait = FIRST_WAIT_MS;
      this.#connect();
    }
  };
}
