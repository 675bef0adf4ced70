import { CairnError, ConflictError } from "../errors.ts";
import { RUN_ERROR_MAX } from "../limits.ts";
import type { Artifact, FinishRun, NewArtifact, NewLine, RunDetail, RunStatus } from "../schema/index.ts";
import { artifactItems, commitItems } from "./artifacts.ts";
import type { FieldKind } from "./batches.ts";
import { checkKey, cleanParams, cleanTags, invalid, type ParamInput } from "./fields.ts";
import { bytesOf, imageType, sha256, type TableInput, tableJson } from "./media.ts";
import type { NodeSide } from "./node-side.ts";
import type { ArtifactOptions, FinishOptions, LogOptions, MediaOptions, RunHandle } from "./options.ts";
import { Outbox, type OutboxDeps, type RunServer } from "./outbox.ts";

export interface ActiveRunDeps extends Omit<OutboxDeps, "run"> {
  detail: RunDetail;
  url: string;
  /** False for a part of a run that another thread or process has started, which then ends it. */
  isOwner: boolean;
  handle: RunHandle;
  onError(error: unknown): void;
}

/** Something that goes on beside the run and ends with it, with what it adds to the summary. */
interface Recorder {
  stop(): Record<string, number> | undefined;
}

/** How long `finish()` tries to tell the server that a run ended, in ms: longer than a restart takes. */
const FINISH_MS = 600_000;
const ENDED: readonly RunStatus[] = ["finished", "failed", "cancelled", "preempted"];

/**
 * A run that a program logs to. Made by `cairn.run()`.
 *
 * @example
 * const run = await cairn.run({ experiment: "penguins" });
 * run.log({ "train/loss": 0.31, "train/accuracy": 0.97 }, { step: 120 });
 * await run.finish();
 */
export class ActiveRun {
  readonly id: string;
  readonly name: string;
  /** The page that shows the run; of a run that is offline, the folder of its journal. */
  readonly url: string;
  /** Counts up in the workspace; 0 while the run is offline. */
  readonly number: number;
  /** For `cairn.attach()` in another thread or process. */
  readonly handle: RunHandle;
  /** Called when something cannot be stored for good. Prints a line when not set. */
  onError: (error: unknown) => void;
  readonly #deps: ActiveRunDeps;
  readonly #outbox: Outbox;
  readonly #ended = new AbortController();
  readonly #keys = new Set<string>();
  readonly #pending = new Set<Promise<unknown>>();
  readonly #recorders: Recorder[] = [];
  #lastStep: number;
  #dropped = 0;
  #finish: Promise<RunDetail> | null = null;
  #end: FinishRun | null = null;

  constructor(deps: ActiveRunDeps) {
    const { detail } = deps;
    this.#deps = deps;
    this.id = detail.id;
    this.name = detail.name;
    this.number = detail.number;
    this.url = deps.url;
    this.handle = deps.handle;
    this.onError = deps.onError;
    // A run that is taken up again goes on after the last step it has.
    const steps = Object.entries(detail.metrics).flatMap(([key, metric]) => (key.startsWith("system/") ? [] : metric.last_step));
    this.#lastStep = Math.max(-1, ...steps);
    this.#outbox = new Outbox(
      { ...deps, run: detail.id },
      {
        onStatus: (status) => this.#noteStatus(status),
        onRefused: (error) => this.#noteRefusal(error),
        onError: (error) => this.onError(error),
      },
    );
    if (deps.server) this.#noteStatus(detail.status);
  }

  /** Aborts when the run was ended from elsewhere, for example cancelled in the web app. Its reason says how. */
  get signal(): AbortSignal {
    return this.#ended.signal;
  }

  /** Environment variables with which `cairn.run()` of a child process logs into this run. */
  get env(): Record<string, string> {
    return this.#deps.node?.environmentFor(this.handle) ?? {};
  }

  /**
   * Logs the values of some metrics at one step. Returns at once; the points go out in batches. NaN and infinities are kept.
   *
   * @example run.log({ "train/loss": 0.31 }, { step: 120 });
   * @throws BufferFullError when too many points wait for the server and cannot go to disk; ValidationError for a bad name, value, step or time.
   */
  log(metrics: Readonly<Record<string, number>>, { step, time }: LogOptions = {}): void {
    this.#checkOpen();
    const at = step ?? this.#lastStep + 1;
    const ms = time === undefined ? Date.now() : Math.round(Number(time));
    checkStep(at);
    if (!(ms >= 0 && ms <= 8.64e15)) throw invalid("time", "range", "must be Unix time in ms or a Date");
    const names = Object.keys(metrics);
    for (const name of names) {
      if (!this.#keys.has(name)) checkKey(name, "metrics");
      this.#keys.add(name);
      if (typeof metrics[name] !== "number") throw invalid(`metrics.${name}`, "type", "must be a number");
    }
    if (!this.#outbox.takes(names.length)) return;
    const { batches } = this.#outbox;
    for (const name of names) batches.addPoint(name, at, ms, metrics[name] as number);
    this.#lastStep = at;
    this.#outbox.delivery.notice();
  }

  /**
   * Sets params; a name that has a value already gets the new one. Nested objects become names with dots, arrays JSON text.
   *
   * @example run.params({ optimizer: { name: "adam", betas: [0.9, 0.99] } });
   * @throws ValidationError for a bad name or value.
   */
  params(params: Readonly<Record<string, ParamInput>>): void {
    this.#addFields("params", cleanParams(params));
  }

  /**
   * Sets tags.
   *
   * @example run.tag({ team: "vision" });
   * @throws ValidationError for a bad name or value.
   */
  tag(tags: Readonly<Record<string, string | undefined>>): void {
    this.#addFields("tags", cleanTags(tags));
  }

  /**
   * Sets results of the run as a whole, beside what is known of each metric.
   *
   * @example run.summary({ test: { accuracy: 0.98 }, verdict: "keep" });
   * @throws ValidationError for a bad name or value.
   */
  summary(values: Readonly<Record<string, ParamInput>>): void {
    this.#addFields("summary", cleanParams(values, "summary"));
  }

  /** Sets the notes, in Markdown. Resolves when they are stored. */
  notes(markdown: string): Promise<void> {
    this.#checkOpen();
    const { server } = this.#deps;
    if (!server) this.#outbox.journal?.note({ kind: "update", body: { notes: markdown } });
    const options = { ...server?.scope, timeoutMs: FINISH_MS, maxRetries: Number.POSITIVE_INFINITY };
    return this.#track(async () => void (await server?.runs.update(this.id, { notes: markdown }, options)));
  }

  /**
   * Stores files in the run: a file or folder by its path (Node, Bun and Deno), bytes, a Blob or a stream. Bytes that the workspace has
   * are not sent again. Links that lead out of a folder are left out. Resolves with what is stored.
   *
   * @example await run.artifact("model.bin", { path: "model/weights.bin" });
   * @throws ValidationError for a bad path; CairnError when it cannot be stored.
   */
  artifact(
    source: string | URL | Uint8Array | ArrayBuffer | Blob | ReadableStream<Uint8Array>,
    options: ArtifactOptions = {},
  ): Promise<Artifact[] | NewArtifact[]> {
    this.#checkOpen();
    return this.#track(async () => {
      const { server, node } = this.#deps;
      await using items = await artifactItems(source, options, node);
      for (const warning of items.warnings) this.onError(new Error(warning));
      const { journal } = this.#outbox;
      if (!server) return journal && node ? await node.keepFiles(journal, items.files) : [];
      const signal = options.signal;
      const send = () =>
        commitItems(this.id, items.files, options, { ...server, options: { ...server.scope, ...(signal ? { signal } : {}) } });
      return await (node ? node.whileHeld(this.#deps.openJournal, items.files, send) : send());
    });
  }

  /**
   * Logs a table at a step.
   *
   * @example run.table("confusion", [{ species: "Adélie", right: 31, wrong: 1 }]);
   */
  table(key: string, table: TableInput, options: MediaOptions = {}): Promise<void> {
    return this.#addMedia(key, options, "table", async () => [new TextEncoder().encode(tableJson(key, table)), "application/json"]);
  }

  /** Logs a text at a step. */
  text(key: string, text: string, options: MediaOptions = {}): Promise<void> {
    return this.#addMedia(key, options, "text", async () => [new TextEncoder().encode(text), "text/plain;charset=utf-8"]);
  }

  /**
   * Logs an image (PNG, JPEG, GIF or WebP) at a step: its bytes, or the path of a file.
   *
   * @example await run.image("samples", png, { step: 120, caption: "after 120 steps" });
   * @throws ValidationError for bytes of another kind.
   */
  image(key: string, image: string | URL | Uint8Array | ArrayBuffer | Blob, options: MediaOptions = {}): Promise<void> {
    return this.#addMedia(key, options, "image", async () => {
      const isPath = typeof image === "string" || image instanceof URL;
      if (isPath && !this.#deps.node) throw invalid(key, "type", "must be bytes here: there are no files");
      const bytes = isPath ? await (this.#deps.node as NodeSide).readBytes(image) : await bytesOf(image);
      const type = imageType(bytes);
      if (!type) throw invalid(key, "type", "must be a PNG, JPEG, GIF or WebP image");
      return [bytes, type];
    });
  }

  /**
   * Resolves when all that was logged so far is stored; waits while the server is away.
   * @throws CairnError when the server refuses it for good.
   */
  async flush(): Promise<void> {
    if (this.#pending.size > 0) await this.#outbox.delivery.hold(Promise.allSettled(this.#pending));
    await this.#outbox.delivery.flush();
  }

  /**
   * Flushes and ends the run. Calling it again returns the same promise.
   *
   * @example await run.finish({ error });
   * @throws CairnError when points could not be stored or the run could not be ended.
   */
  finish(options: FinishOptions = {}): Promise<RunDetail> {
    if (this.#finish) return this.#finish;
    this.#end = endOf(options);
    this.#stopRecorders();
    this.#finish = this.#outbox.delivery.hold(this.#complete(this.#end)).finally(() => {
      this.#outbox.close();
      this.#deps.node?.forget(this);
    });
    return this.#finish;
  }

  /**
   * Ends the run at the end of an `await using` block, as finished: the block does not tell whether it was left by an error. Call
   * `finish({ error })` for that, or leave it to the process: an error that nobody catches makes the run failed.
   */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.finish();
  }

  /** For what records beside the program: adds points whose steps are not the program's. */
  record(metrics: Readonly<Record<string, number>>, step: number): void {
    const now = Date.now();
    if (this.#finish || this.#outbox.isRefused || this.#outbox.isFull()) return;
    for (const [key, value] of Object.entries(metrics)) this.#outbox.batches.addPoint(key, step, now, value);
    this.#outbox.delivery.notice();
  }

  /** For what records beside the program: adds a line of its output. Never throws; when too much waits, the line is counted and left out. */
  line(line: NewLine): void {
    const { batches, isRefused } = this.#outbox;
    if (isRefused) return;
    if (this.#outbox.isFull()) {
      this.#dropped++;
      return;
    }
    const step = this.#lastStep < 0 ? {} : { step: this.#lastStep };
    if (this.#dropped > 0) {
      batches.addLine({ at: line.at, stream: "stderr", level: "warning", text: `[Cairn left out ${this.#dropped} lines]` });
      this.#dropped = 0;
    }
    batches.addLine({ ...line, ...step });
    this.#outbox.delivery.notice();
  }

  /** Lets something run beside the run until it ends. */
  during(recorder: Recorder): void {
    this.#recorders.push(recorder);
  }

  /** For the end of the process: stop waiting between tries. */
  hurry(): void {
    this.#outbox.delivery.hurry();
  }

  /** For the end of a process that cannot wait: what there is to store, with the run's end, which only its owner tells. */
  leave(status: FinishRun["status"]): { outbox: Outbox; server: RunServer | null; end: FinishRun | null } {
    this.#stopRecorders();
    const { server, isOwner } = this.#deps;
    return { outbox: this.#outbox, server, end: isOwner ? (this.#end ?? endOf({ status })) : null };
  }

  async #complete(end: FinishRun): Promise<RunDetail> {
    const { server, isOwner, detail } = this.#deps;
    const failure = await this.flush().then(
      () => null,
      (cause: unknown) => ({ cause }),
    );
    if (!server) {
      if (isOwner) this.#outbox.journal?.note({ kind: "finish", body: end });
      this.#outbox.journal?.sync();
      if (failure) throw failure.cause;
      return { ...detail, status: isOwner ? end.status : detail.status, finished_at: end.finished_at ?? null };
    }
    if (!isOwner) {
      if (failure && !this.signal.aborted) throw failure.cause;
      return await server.runs.get(this.id, server.scope);
    }
    if (failure && this.#outbox.journal) this.#outbox.journal.note({ kind: "finish", body: end });
    const ended = await this.#tellEnd(server, end);
    if (failure && !this.signal.aborted) throw failure.cause;
    return ended;
  }

  async #tellEnd({ runs, scope }: RunServer, body: FinishRun): Promise<RunDetail> {
    const options = { ...scope, timeoutMs: FINISH_MS, maxRetries: Number.POSITIVE_INFINITY };
    try {
      return await runs.finish(this.id, body, options);
    } catch (error) {
      // Ended already: by an earlier try whose answer was lost, or by somebody else, who then decides.
      if (!CairnError.isCairnError(error, "illegal_transition")) throw error;
      return await runs.get(this.id, scope);
    }
  }

  #addFields(kind: FieldKind, fields: ReturnType<typeof cleanParams>): void {
    this.#checkOpen();
    if (Object.keys(fields).length === 0 || !this.#outbox.takes(0)) return;
    this.#outbox.batches.addFields(kind, fields);
    this.#outbox.delivery.notice();
  }

  #addMedia(
    key: string,
    { step = Math.max(0, this.#lastStep), caption }: MediaOptions,
    kind: "image" | "table" | "text",
    read: () => Promise<[Uint8Array<ArrayBuffer>, string]>,
  ): Promise<void> {
    this.#checkOpen();
    checkKey(key, "key");
    checkStep(step);
    const at = Date.now();
    return this.#track(async () => {
      const [bytes, content_type] = await read();
      const digest = await sha256(bytes);
      const more = caption === undefined ? {} : { caption };
      this.#outbox.addMedia({ key, step, at, kind, sha256: digest, size: bytes.length, content_type, ...more }, bytes);
    });
  }

  /** Work that `flush()` and `finish()` wait for. Its failure is told even when the program does not look at the promise. */
  #track<T>(act: () => Promise<T>): Promise<T> {
    const promise = this.#outbox.delivery.hold(act());
    this.#pending.add(promise);
    promise
      .catch((error: unknown) => {
        if (!this.signal.aborted) this.onError(error);
      })
      .finally(() => this.#pending.delete(promise));
    return promise;
  }

  #stopRecorders(): void {
    for (const recorder of this.#recorders.splice(0)) {
      const summary = recorder.stop();
      if (summary && !this.#outbox.isRefused) this.#outbox.batches.addFields("summary", cleanParams(summary));
    }
  }

  #checkOpen(): void {
    if (!this.#finish) return;
    throw new ConflictError({ code: "run_ended", detail: `The run ${this.name} is finished; it takes no more.` });
  }

  #noteStatus(status: RunStatus): void {
    if (!ENDED.includes(status) || this.#finish || this.#ended.signal.aborted) return;
    this.#ended.abort(new ConflictError({ code: "run_ended", detail: `The run ${this.name} was ended from elsewhere: ${status}.` }));
  }

  #noteRefusal(error: unknown): void {
    // A run that somebody cancelled refuses points on purpose; its signal has told the program already.
    if (CairnError.isCairnError(error, "illegal_transition") && !this.#finish) this.#ended.abort(error);
    else {
      this.#outbox.spill();
      this.onError(error);
    }
  }
}

function checkStep(step: number): void {
  if (!Number.isSafeInteger(step)) throw invalid("step", "int", "must be a whole number");
}

/** The end of a run as the API takes it. */
function endOf({ error, status = error === undefined ? "finished" : "failed" }: FinishOptions): FinishRun {
  const at = new Date().toISOString();
  return { status, finished_at: at, ...(error === undefined ? {} : { error: errorText(error).slice(0, RUN_ERROR_MAX) }) };
}

/** Text of whatever was thrown; the stack names the place. */
function errorText(error: unknown): string {
  return error instanceof Error ? (error.stack ?? `${error.name}: ${error.message}`) : String(error);
}
