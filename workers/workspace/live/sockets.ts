import { LiveCommand, type LiveMessage } from "@cairn/sdk/schema";
import type { Clock } from "../../shared/clock.ts";
import { Fault } from "../../shared/errors.ts";
import { LIVE_COMMAND_MAX_CHARS, SOCKET_LIFE_MS, SOCKETS_MAX, SOCKETS_PER_ACTOR_MAX } from "../limits.ts";

/** What a socket keeps while the object sleeps; at most 16,384 bytes (runtime), of which 140 ids take 7,000. */
interface Attachment {
  actorId: string;
  /** When it must be opened anew, Unix ms: at the end of the credential behind it, or sooner. */
  expiresAt: number;
  /** Runs whose points it wants. */
  points: readonly string[];
  /** Runs whose lines it wants. */
  lines: readonly string[];
  /** Builds that it follows; sockets that are older than builds have none. */
  builds?: readonly string[];
}

/** RFC 6455 section 7.4.1. */
const CLOSE_NORMAL = 1000;
const CLOSE_POLICY = 1008;
const CLOSE_TRY_LATER = 1013;
/** Ours: the socket has to be opened anew, which shows whether the credential still holds and the actor still has access. */
const CLOSE_UNAUTHENTICATED = 4401;

/** The live sockets of a workspace. They outlive the object's memory: the runtime holds them, their state is in attachments. */
export class LiveSockets {
  readonly #state: DurableObjectState;
  readonly #clock: Clock;
  readonly #attachments = new WeakMap<WebSocket, Attachment>();

  constructor(state: DurableObjectState, clock: Clock) {
    this.#state = state;
    this.#clock = clock;
    state.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
  }

  /** Opens a socket for an actor and greets it. Throws `limit_reached` when there are too many. */
  accept({ actorId, expiresAt, sequence }: { actorId: string; expiresAt: number | null; sequence: number }): WebSocket {
    refuseAbove("live_sockets_per_actor", this.#state.getWebSockets(actorId).length, SOCKETS_PER_ACTOR_MAX);
    refuseAbove("live_sockets", this.#state.getWebSockets().length, SOCKETS_MAX);
    const { 0: client, 1: server } = new WebSocketPair();
    this.#state.acceptWebSocket(server, [actorId]);
    const until = this.#clock.now() + SOCKET_LIFE_MS;
    this.#attach(server, { actorId, expiresAt: Math.min(expiresAt ?? until, until), points: [], lines: [] });
    this.#send(server, JSON.stringify({ kind: "hello", sequence } satisfies LiveMessage));
    return client;
  }

  /** Takes a command. What is none ends the socket: the client is not ours or is broken. */
  receive(socket: WebSocket, message: string | ArrayBuffer): void {
    const command = parseCommand(message);
    if (!command) {
      closeQuietly(socket, CLOSE_POLICY, "not a command of this socket");
      return;
    }
    this.#attach(socket, { ...this.#attachmentOf(socket), points: command.watch, lines: command.lines, builds: command.builds });
    if (command.answer) this.#send(socket, JSON.stringify({ kind: "watching" } satisfies LiveMessage));
  }

  /** The runtime answers a close of a hibernating socket only when told to. */
  closed(socket: WebSocket, code: number): void {
    const maySend = code === CLOSE_NORMAL || (code >= 3000 && code <= 4999);
    closeQuietly(socket, maySend ? code : CLOSE_NORMAL, "");
  }

  sendToAll(message: LiveMessage): void {
    const text = JSON.stringify(message);
    for (const socket of this.#state.getWebSockets()) this.#send(socket, text);
  }

  /** Sends to the sockets of one actor. */
  sendTo(actorId: string, message: LiveMessage): void {
    const text = JSON.stringify(message);
    for (const socket of this.#state.getWebSockets(actorId)) this.#send(socket, text);
  }

  /** Whether anybody watches the points of a run. */
  isWatched(runId: string): boolean {
    return this.#state.getWebSockets().some((socket) => this.#attachmentOf(socket).points.includes(runId));
  }

  /** Sends to those who watch the points or lines of a run; `make` is called only when there is one. */
  sendToWatchers(runId: string, what: "points" | "lines", make: () => LiveMessage): void {
    let text: string | null = null;
    for (const socket of this.#state.getWebSockets()) {
      if (!this.#attachmentOf(socket)[what].includes(runId)) continue;
      text ??= JSON.stringify(make());
      this.#send(socket, text);
    }
  }

  /** Whether anybody follows a build. */
  isFollowed(buildId: string): boolean {
    return this.#state.getWebSockets().some((socket) => this.#attachmentOf(socket).builds?.includes(buildId));
  }

  /** Sends to those who follow a build; `make` is called only when there is one, and null sends nothing. */
  sendToFollowers(buildId: string, make: () => LiveMessage | null): void {
    let text: string | null = null;
    for (const socket of this.#state.getWebSockets()) {
      if (!this.#attachmentOf(socket).builds?.includes(buildId)) continue;
      if (text === null) {
        const message = make();
        if (!message) return;
        text = JSON.stringify(message);
      }
      this.#send(socket, text);
    }
  }

  /** Ends an actor's sockets (null: everyone's). */
  end(actorId: string | null): void {
    const sockets = actorId === null ? this.#state.getWebSockets() : this.#state.getWebSockets(actorId);
    for (const socket of sockets) closeQuietly(socket, CLOSE_UNAUTHENTICATED, "access ended");
  }

  #send(socket: WebSocket, text: string): void {
    const { expiresAt } = this.#attachmentOf(socket);
    if (expiresAt <= this.#clock.now()) {
      closeQuietly(socket, CLOSE_UNAUTHENTICATED, "connect again");
      return;
    }
    try {
      socket.send(text);
    } catch {
      closeQuietly(socket, CLOSE_TRY_LATER, "");
    }
  }

  #attach(socket: WebSocket, attachment: Attachment): void {
    socket.serializeAttachment(attachment);
    this.#attachments.set(socket, attachment);
  }

  #attachmentOf(socket: WebSocket): Attachment {
    const known = this.#attachments.get(socket);
    if (known) return known;
    const kept = socket.deserializeAttachment() as Attachment;
    this.#attachments.set(socket, kept);
    return kept;
  }
}

function parseCommand(message: string | ArrayBuffer) {
  if (typeof message !== "string" || message.length > LIVE_COMMAND_MAX_CHARS) return null;
  try {
    return LiveCommand.parse(JSON.parse(message));
  } catch {
    return null;
  }
}

/** A socket that is gone already needs no closing. */
function closeQuietly(socket: WebSocket, code: number, reason: string): void {
  try {
    socket.close(code, reason);
  } catch {
    // Closed by the other side meanwhile.
  }
}

function refuseAbove(name: string, count: number, limit: number): void {
  if (count >= limit) throw new Fault("limit_reached", `There are ${limit} live connections already.`, { limit: { name, value: limit } });
}
