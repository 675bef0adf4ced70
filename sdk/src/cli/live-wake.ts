import type { LiveMessage } from "../schema/live.ts";
import { backoffMs } from "../transport/backoff.ts";
import type { Context } from "./context.ts";
import type { Scope } from "./selection.ts";

/** Without a socket the server is asked this often, with one this often all the same: a dead connection may look alive. In ms. */
const POLL_MS = 2_000;
const POLL_WITH_SOCKET_MS = 10_000;
/** How often a word keeps the connection open on its way, in ms. */
const PING_MS = 30_000;

/** The part of the WebSocket of Node 22, Bun and Deno that is used; they take headers, which the standard's own does not. */
type HeaderSocket = new (url: string, options: { headers: Record<string, string> }) => WebSocket;

/** Id of what is followed; null: a whole workspace. */
export type WakeOf = { readonly run: string } | { readonly build: string } | null;

export interface LiveWakeOptions {
  /** Address of the workspace's live socket, ws or wss. */
  url: string;
  /** Headers of the next connection: a fresh token each time. */
  headers: () => Promise<Record<string, string>>;
  /** A run whose lines and events are news, or a build whose tasks are; null: every event of the workspace is. */
  of: WakeOf;
  signal: AbortSignal;
}

/**
 * Tells when there may be something new of a run, of a build or in a workspace: by the live socket, which is opened anew whenever it breaks, or by time where there
 * is none. It carries no data, so that nothing is lost or doubled whatever the connection does: who is woken asks the API.
 */
export class LiveWake {
  readonly #options: LiveWakeOptions;
  #socket: WebSocket | null = null;
  #isOpen = false;
  #isNews = false;
  #wake: (() => void) | null = null;
  #failures = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #ping: ReturnType<typeof setInterval> | undefined;

  constructor(options: LiveWakeOptions) {
    this.#options = options;
    options.signal.addEventListener("abort", () => this.close(), { once: true });
    void this.#connect();
  }

  /** Resolves when there may be news since the last call, and at the latest when it is time to look anyway. */
  async next(): Promise<void> {
    if (!this.#isNews && !this.#options.signal.aborted) {
      await new Promise<void>((done) => {
        const timer = setTimeout(done, this.#isOpen ? POLL_WITH_SOCKET_MS : POLL_MS);
        this.#wake = () => {
          clearTimeout(timer);
          done();
        };
      });
    }
    this.#wake = null;
    this.#isNews = false;
  }

  close(): void {
    clearTimeout(this.#retry);
    clearInterval(this.#ping);
    const socket = this.#socket;
    this.#socket = null;
    this.#isOpen = false;
    socket?.close();
    this.#wake?.();
  }

  #news(): void {
    this.#isNews = true;
    this.#wake?.();
  }

  async #connect(): Promise<void> {
    const Socket = (globalThis as { WebSocket?: unknown }).WebSocket as HeaderSocket | undefined;
    const { url, headers, of, signal } = this.#options;
    if (!Socket) return;
    try {
      const socket = new Socket(url, { headers: await headers() });
      if (signal.aborted) return socket.close();
      this.#socket = socket;
      socket.addEventListener("open", () => {
        this.#isOpen = true;
        this.#failures = 0;
        if (of !== null)
          socket.send(JSON.stringify("run" in of ? { watch: [of.run], lines: [of.run] } : { watch: [], builds: [of.build] }));
        clearInterval(this.#ping);
        this.#ping = setInterval(() => socket.readyState === socket.OPEN && socket.send("ping"), PING_MS);
        // What came between the last look and now was told to nobody.
        this.#news();
      });
      socket.addEventListener("message", ({ data }) => {
        if (isAbout(data, of)) this.#news();
      });
      // An error is followed by a close.
      socket.addEventListener("error", () => undefined);
      socket.addEventListener("close", () => this.#closed(socket));
    } catch {
      this.#closed(this.#socket);
    }
  }

  #closed(socket: WebSocket | null): void {
    if (this.#options.signal.aborted || socket !== this.#socket) return;
    this.#socket = null;
    this.#isOpen = false;
    clearInterval(this.#ping);
    this.#news();
    this.#retry = setTimeout(() => void this.#connect(), backoffMs(Math.min(this.#failures++, 6)));
  }
}

/** Whether a message of the socket tells of what is followed. */
function isAbout(data: unknown, of: WakeOf): boolean {
  if (typeof data !== "string" || !data.startsWith("{")) return false;
  try {
    const message = JSON.parse(data) as LiveMessage;
    if (message.kind === "event") return of === null || message.event.subject.id === ("run" in of ? of.run : of.build);
    if (of === null) return false;
    return "run" in of ? message.kind === "lines" && message.run_id === of.run : message.kind === "build" && message.build_id === of.build;
  } catch {
    return false;
  }
}

/** Tells of news of a run, of a build, or of a whole workspace, as this invocation is configured. */
export function wakeOf(ctx: Context, { organization, workspace }: Scope, of: WakeOf): LiveWake {
  const path = `/api/v1/orgs/${encodeURIComponent(organization)}/workspaces/${encodeURIComponent(workspace)}/live`;
  return new LiveWake({
    url: `${ctx.host.replace(/^http/, "ws")}${path}`,
    headers: async () => {
      const token = await ctx.token();
      return token ? { Authorization: `Bearer ${token}` } : {};
    },
    of,
    signal: ctx.io.signal,
  });
}
