import type { ActorRef, CredentialRef, IdKind, WorkspaceEvent } from "@cairn/sdk/schema";
import type { JobMessage } from "../jobs/messages.ts";
import type { Clock } from "../shared/clock.ts";
import type { LiveBuilds } from "./builds/live.ts";
import { appendEvent, type NewEvent } from "./events/append.ts";
import { OUTBOX_DELAY_MS } from "./limits.ts";
import type { LiveSockets } from "./live/sockets.ts";
import type { LivePoints } from "./metrics/live.ts";
import type { Series } from "./metrics/series.ts";
import type { RunColumns } from "./search/columns.ts";

/** Who caused a call and which request it belongs to; made by the stub from a verified context, never by a client. */
export interface Call {
  actor: ActorRef;
  /** null: nobody asked, or a call of our own. */
  credential: CredentialRef | null;
  requestId: string;
  ip: string | null;
  userAgent: string | null;
}

/** What the verbs of a workspace may use. */
export interface VerbCtx extends Call {
  storage: DurableObjectStorage;
  sql: SqlStorage;
  clock: Clock;
  live: LiveSockets;
  livePoints: LivePoints;
  liveBuilds: LiveBuilds;
  /** Id of the workspace; R2 keys of its bytes start with `ws/<id>/` (blobs/keys.ts). */
  workspaceId: string;
  bucket: R2Bucket;
  /** Where events are handed on. */
  queue: Queue<JobMessage>;
  /** Points of runs: what is open is in memory. */
  series: Series;
  /** What runs are found, sorted and grouped by. */
  columns: RunColumns;
  newId(kind: IdKind): string;
  /** Makes sure that the object wakes at that time or earlier. */
  wakeAt(atMs: number): void;
}

export interface VerbInput<T> {
  ctx: VerbCtx;
  input: T;
}

/** Who is named where nobody asked: the alarm. */
export const SYSTEM: ActorRef = { type: "system", id: "system", name: "Cairn" };

/** A call of our own: an alarm, a job. */
export const systemCall = (requestId: string): Call => ({ actor: SYSTEM, credential: null, requestId, ip: null, userAgent: null });

/**
 * Runs a change and appends its events in one transaction; all of it is stored or nothing. The events go to the live sockets after
 * it, so nobody hears of what was rolled back.
 */
export function transact<T>(ctx: VerbCtx, work: (emit: (event: NewEvent) => void) => T): T {
  const events: WorkspaceEvent[] = [];
  const result = settled(ctx, () => ctx.storage.transactionSync(() => work((event) => events.push(appendEvent(ctx, event)))));
  if (events.length > 0) ctx.wakeAt(ctx.clock.now() + OUTBOX_DELAY_MS);
  for (const event of events) ctx.live.sendToAll({ kind: "event", event });
  return result;
}

/** Runs a transaction and tells the series, part of which is in memory, whether it is stored. */
function settled<T>(ctx: VerbCtx, transaction: () => T): T {
  let isStored = false;
  try {
    const result = transaction();
    isStored = true;
    return result;
  } finally {
    ctx.series.settle(isStored);
  }
}

/**
 * `wakeAt` for the inside of a transaction: done when it is over. An alarm that is set inside one goes with it when it is rolled
 * back, and the object would not know.
 */
export function wakeAfter(ctx: VerbCtx, atMs: number): void {
  queueMicrotask(() => ctx.wakeAt(atMs));
}
