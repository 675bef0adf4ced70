import { BufferFullError } from "../errors.ts";
import type { WorkspaceOptions } from "../requester.ts";
import type { Artifacts } from "../resources/artifacts.ts";
import type { Runs } from "../resources/runs.ts";
import type { LogAccepted, NewMedia, RunStatus } from "../schema/index.ts";
import type { Transport } from "../transport/transport.ts";
import { Batches } from "./batches.ts";
import type { JournalWriter } from "./journal/writer.ts";
import type { NodeSide } from "./node-side.ts";
import { Shelf } from "./shelf.ts";
import { uploadBlobs } from "./upload.ts";
import { type Delivery, Writer } from "./writer.ts";

/** The server that a run is on. */
export interface RunServer {
  runs: Runs;
  artifacts: Artifacts;
  transport: Transport;
  scope: Required<Pick<WorkspaceOptions, "organization" | "workspace">>;
  /** Path of the run in the API. */
  path: string;
}

export interface OutboxDeps {
  run: string;
  writerId: string;
  /** null: offline. */
  server: RunServer | null;
  node: NodeSide | null;
  /** Opens the journal; null where there is none. */
  openJournal: ((writer?: string) => JournalWriter) | null;
  maxBufferedPoints: number;
  flushIntervalMs: number;
  heartbeatMs: number;
}

export interface OutboxEvents {
  onStatus(status: RunStatus): void;
  /** The server refuses for good. */
  onRefused(error: unknown): void;
  /** Something else that the person should know, such as a full disk. */
  onError(error: unknown): void;
}

/** Time for one try to send a batch, in ms. */
const SEND_MS = 30_000;
/** Bytes that weigh as much as a point. */
const BYTES_PER_POINT = 32;

/**
 * What a run has to tell, on its way to the server: in memory while the server takes it, in the journal while it is away or the memory's
 * bound is reached, in the journal alone when the run is offline.
 */
export class Outbox {
  readonly batches: Batches;
  readonly shelf = new Shelf();
  readonly delivery: Delivery;
  journal: JournalWriter | null = null;
  readonly #deps: OutboxDeps;
  readonly #events: OutboxEvents;
  readonly #server: RunServer | null;

  constructor(deps: OutboxDeps, events: OutboxEvents) {
    this.#deps = deps;
    this.#events = events;
    this.#server = deps.server;
    this.batches = new Batches(deps.writerId, events.onError);
    const { server, run, flushIntervalMs, heartbeatMs } = deps;
    const common = { batches: this.batches, flushIntervalMs };
    if (server) {
      this.delivery = new Writer({
        ...common,
        send: (batch) => this.#send(server, batch.blobs, () => this.batches.bodyOf(batch)),
        heartbeat: () => server.runs.heartbeat(run, { ...server.scope, maxRetries: 0, timeoutMs: SEND_MS }),
        heartbeatMs,
        onStatus: events.onStatus,
        onAway: () => this.spill(),
        onEmpty: () => this.#unspill(),
        onFailure: events.onRefused,
      });
    } else {
      const journal = deps.openJournal?.();
      if (!journal || !deps.node) throw new TypeError("a run that is offline needs a journal");
      this.#use(journal);
      this.delivery = deps.node.offlineDelivery({ ...common, journal });
    }
  }

  /** True when the server refused for good: nothing more is taken. */
  get isRefused(): boolean {
    return this.delivery.failure !== null;
  }

  /**
   * Whether so many points more are taken. When the disk is full too, which was told once, they are not: a program that trains goes on.
   * @throws BufferFullError where there is no disk.
   */
  takes(points: number): boolean {
    if (this.isRefused) return false;
    if (!this.isFull(points)) return true;
    if (this.batches.isSpooling) return false;
    const { maxBufferedPoints } = this.#deps;
    throw new BufferFullError({
      code: "buffer_full",
      detail: `${this.batches.weight} points wait for the server (at most ${maxBufferedPoints}). These were not logged; await run.flush() waits for room.`,
    });
  }

  /** True when no more may wait, not even on disk. */
  isFull(points = 0): boolean {
    const isOver = () => this.batches.weight + points + this.shelf.bytes / BYTES_PER_POINT > this.#deps.maxBufferedPoints;
    if (!isOver()) return false;
    this.spill();
    return isOver();
  }

  addMedia(media: NewMedia, bytes: Uint8Array<ArrayBuffer>): void {
    if (this.isRefused) return;
    this.shelf.put(media.sha256, bytes, this.#server === null);
    this.batches.addMedia(media);
    this.isFull();
    this.delivery.notice();
  }

  /** From now on what waits does so on disk, where there is one. */
  spill(): JournalWriter | null {
    this.batches.seal();
    if (this.journal || !this.#deps.openJournal) return this.journal;
    try {
      this.#use(this.#deps.openJournal());
    } catch (error) {
      this.#deps.openJournal = null;
      this.#events.onError(error);
    }
    return this.journal;
  }

  /** Ends it. What could not be sent stays in the journal. */
  close(): void {
    this.delivery.close();
    this.journal?.close();
  }

  #use(journal: JournalWriter): void {
    this.journal = journal;
    this.shelf.useStore(journal);
    this.batches.useSpool(journal);
  }

  /** Nothing waits any more: back to memory. */
  #unspill(): void {
    if (!this.journal || this.batches.hasFull || !this.shelf.isEmpty) return;
    this.batches.leaveSpool();
    this.shelf.useStore(null);
    this.journal.discard();
    this.journal = null;
  }

  /** Sends a batch, the bytes that its media show before it. */
  async #send({ runs, artifacts, scope }: RunServer, blobs: readonly string[], body: () => string): Promise<LogAccepted> {
    const sources = blobs.flatMap((digest) => this.shelf.source(digest) ?? []);
    const once = { ...scope, maxRetries: 0 };
    if (sources.length > 0) await uploadBlobs(sources, { artifacts, options: once });
    const accepted = await runs.log(this.#deps.run, body(), { ...once, timeoutMs: SEND_MS });
    for (const digest of blobs) this.shelf.drop(digest);
    return accepted;
  }
}
