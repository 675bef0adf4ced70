import { BufferFullError, CairnError, ConflictError } from "../errors.ts";
import { RUN_ERROR_MAX } from "../limits.ts";
import type { WorkspaceOptions } from "../requester.ts";
import type { Runs } from "../resources/runs.ts";
import type { FinishRun, Params, RunDetail, RunStatus, Tags } from "../schema/index.ts";
import type { Transport } from "../transport/transport.ts";
import { Batches } from "./batches.ts";
import { forget } from "./exit.ts";
import { checkKey, cleanParams, cleanTags, invalid } from "./fields.ts";
import { Writer } from "./writer.ts";

/**
 * How a run ends.
 *
 * @example await run.finish({ status: "cancelled" });
 */
export interface FinishOptions {
  /** `finished` when left out, or `failed` when there is an error. */
  status?: FinishRun["status"] | undefined;
  /** What went wrong: text, or an error whose stack is kept. */
  error?: unknown;
}

/**
 * Step and moment of points.
 *
 * @example run.log({ loss: 0.3 }, { step: 120, time: new Date() });
 */
export interface LogOptions {
  /** A whole number; the last step + 1 when left out. */
  step?: number | undefined;
  /** When it was measured: Unix time in ms or a Date; now when left out. */
  time?: number | Date | undefined;
}

export interface ActiveRunDeps {
  runs: Runs;
  transport: Transport;
  scope: Required<Pick<WorkspaceOptions, "organization" | "workspace">>;
  detail: RunDetail;
  url: string;
  path: string;
  writerId: string;
  maxBufferedPoints: number;
  flushIntervalMs: number;
  heartbeatMs: number;
  onError(error: unknown): void;
}

/** Time for one try to send a batch, in ms. */
const SEND_MS = 30_000;
/** How long `finish()` tries to tell the server that a run ended, in ms: longer than a restart takes. */
const FINISH_MS = 600_000;
const ENDED: readonly RunStatus[] = ["finished", "failed", "cancelled"];

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
  /** The page that shows the run. */
  readonly url: string;
  /** Counts up in the workspace. */
  readonly number: number;
  /** Called when the server refuses points for good; what was not sent by then is not stored. Prints a line when not set. */
  onError: (error: unknown) => void;
  readonly #deps: ActiveRunDeps;
  readonly #batches: Batches;
  readonly #writer: Writer;
  readonly #ended = new AbortController();
  readonly #keys = new Set<string>();
  #lastStep: number;
  #finish: Promise<RunDetail> | null = null;
  #end: FinishRun | null = null;

  constructor(deps: ActiveRunDeps) {
    const { runs, scope, detail, flushIntervalMs, heartbeatMs } = deps;
    this.#deps = deps;
    this.id = detail.id;
    this.name = detail.name;
    this.number = detail.number;
    this.url = deps.url;
    this.onError = deps.onError;
    // A run that is taken up again goes on after the last step it has.
    this.#lastStep = Math.max(-1, ...Object.values(detail.metrics).map((metric) => metric.last_step));
    this.#batches = new Batches(deps.writerId);
    this.#writer = new Writer({
      batches: this.#batches,
      send: (body) => runs.log(detail.id, body, { ...scope, maxRetries: 0, timeoutMs: SEND_MS }).then((answer) => answer),
      heartbeat: () => runs.heartbeat(detail.id, { ...scope, maxRetries: 0, timeoutMs: SEND_MS }),
      flushIntervalMs,
      heartbeatMs,
      onStatus: (status) => this.#noteStatus(status),
      onFailure: (error) => this.#noteFailure(error),
    });
    this.#noteStatus(detail.status);
  }

  /** Aborts when the run was ended from elsewhere, for example cancelled in the web app. Its reason says how. */
  get signal(): AbortSignal {
    return this.#ended.signal;
  }

  /**
   * Logs the values of some metrics at one step. Returns at once; the points go out in batches. NaN and infinities are kept.
   *
   * @example run.log({ "train/loss": 0.31 }, { step: 120 });
   * @throws BufferFullError when too many points wait for the server; ValidationError for a bad name, value, step or time.
   */
  log(metrics: Readonly<Record<string, number>>, { step, time }: LogOptions = {}): void {
    this.#checkOpen();
    const at = step ?? this.#lastStep + 1;
    const ms = time === undefined ? Date.now() : Math.round(Number(time));
    if (!Number.isSafeInteger(at)) throw invalid("step", "int", "must be a whole number");
    if (!(ms >= 0 && ms <= 8.64e15)) throw invalid("time", "range", "must be Unix time in ms or a Date");
    const names = Object.keys(metrics);
    for (const name of names) {
      if (!this.#keys.has(name)) checkKey(name, "metrics");
      this.#keys.add(name);
      if (typeof metrics[name] !== "number") throw invalid(`metrics.${name}`, "type", "must be a number");
    }
    if (this.#writer.failure) return;
    const { maxBufferedPoints } = this.#deps;
    if (this.#batches.points + names.length > maxBufferedPoints) {
      throw new BufferFullError({
        code: "buffer_full",
        detail: `${this.#batches.points} points wait for the server, which takes none at present (at most ${maxBufferedPoints} may wait). These points were not logged; await run.flush() waits for room.`,
      });
    }
    for (const name of names) this.#batches.addPoint(name, at, ms, metrics[name] as number);
    this.#lastStep = at;
    this.#writer.notice();
  }

  /**
   * Sets params; a name that has a value already gets the new one.
   *
   * @example run.params({ learning_rate: 0.05, optimizer: "adam" });
   * @throws ValidationError for a bad name or value.
   */
  params(params: Readonly<Record<string, Params[string] | undefined>>): void {
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
   * Resolves when all that was logged so far is stored; waits while the server is away.
   * @throws CairnError when the server refuses it for good.
   */
  flush(): Promise<void> {
    return this.#writer.flush();
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
    this.#finish = this.#writer.hold(this.#complete(this.#end)).finally(() => {
      this.#writer.close();
      forget(this);
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

  /** For the end of the process: stop waiting between tries. */
  hurry(): void {
    this.#writer.hurry();
  }

  /** For the end of a process that cannot wait: the requests that are left to do, ready to be sent by another process. */
  leftover(status: FinishRun["status"]): { url: string; headers: Record<string, string>; body: string }[] {
    const { transport, path } = this.#deps;
    const headers = Object.fromEntries(transport.headers(transport.settings.credentials?.latest ?? null, {}, true));
    const url = `${transport.settings.url}${path}`;
    const batches = this.#writer.failure ? [] : this.#batches.all();
    return [
      ...batches.map(({ body }) => ({ url: `${url}/log`, headers, body })),
      { url: `${url}/finish`, headers, body: JSON.stringify(this.#end ?? endOf({ status })) },
    ];
  }

  async #complete(end: FinishRun): Promise<RunDetail> {
    const failure = await this.#writer.flush().then(
      () => null,
      (cause: unknown) => ({ cause }),
    );
    const detail = await this.#tellEnd(end);
    if (failure && !this.signal.aborted) throw failure.cause;
    return detail;
  }

  async #tellEnd(body: FinishRun): Promise<RunDetail> {
    const { runs, scope } = this.#deps;
    const options = { ...scope, timeoutMs: FINISH_MS, maxRetries: Number.POSITIVE_INFINITY };
    try {
      return await runs.finish(this.id, body, options);
    } catch (error) {
      // Ended already: by an earlier try whose answer was lost, or by somebody else, who then decides.
      if (!CairnError.isCairnError(error, "illegal_transition")) throw error;
      return await runs.get(this.id, scope);
    }
  }

  #addFields(kind: "params" | "tags", fields: Params | Tags): void {
    this.#checkOpen();
    if (this.#writer.failure || Object.keys(fields).length === 0) return;
    this.#batches.addFields(kind, fields);
    this.#writer.notice();
  }

  #checkOpen(): void {
    if (!this.#finish) return;
    throw new ConflictError({ code: "run_ended", detail: `The run ${this.name} is finished; it takes no more.` });
  }

  #noteStatus(status: RunStatus): void {
    if (!ENDED.includes(status) || this.#finish || this.#ended.signal.aborted) return;
    this.#ended.abort(new ConflictError({ code: "run_ended", detail: `The run ${this.name} was ended from elsewhere: ${status}.` }));
  }

  #noteFailure(error: unknown): void {
    if (CairnError.isCairnError(error, "illegal_transition") && !this.#finish) this.#ended.abort(error);
    // A run that somebody cancelled refuses points on purpose; its signal has told the program already.
    else this.onError(error);
  }
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
