import { CairnError } from "../errors.ts";
import { uuidv7 } from "../ids.ts";
import { nodeProcess, runtimeName } from "../runtime.ts";
import { SDK_VERSION } from "../version.ts";
import { readData, readError } from "./answer.ts";
import { attempt, connectionError } from "./attempt.ts";
import { backoffMs, wait } from "./backoff.ts";
import type { Answer } from "./call.ts";
import type { Credentials } from "./credentials.ts";
import { queryString } from "./path.ts";

/**
 * What every call takes.
 *
 * @example await cairn.runs.get(id, { timeoutMs: 5_000, signal });
 */
export interface CallOptions {
  /** Ends the call; it then rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** Time for the whole call, retries included, in ms. */
  timeoutMs?: number | undefined;
  /** How often a failed attempt is repeated. */
  maxRetries?: number | undefined;
  headers?: Record<string, string> | undefined;
  /** Key under which the server does a write once. Made when left out; `false` sends none, and then the write is not repeated. */
  idempotencyKey?: string | false | undefined;
}

/**
 * What is known of one attempt: no header and no body, so it can be logged.
 *
 * @example new Cairn({ onExchange: ({ method, url, status, durationMs }) => console.error(method, url, status, durationMs) });
 */
export interface Exchange {
  method: string;
  url: string;
  /** 1 for the first attempt. */
  attempt: number;
  /** HTTP status; null when no answer came. */
  status: number | null;
  durationMs: number;
  requestId: string | null;
  /** Code of the error, if it failed. */
  code: string | null;
}

export interface TransportSettings {
  /** Origin of the server, with no slash at its end. */
  url: string;
  credentials: Credentials | null;
  fetch: typeof globalThis.fetch;
  timeoutMs: number;
  maxRetries: number;
  headers: Record<string, string>;
  credentialsMode: RequestCredentials | null;
  onExchange: ((exchange: Exchange) => void) | null;
}

export interface TransportRequest {
  method: string;
  /** Path on the server, from the slash on. */
  path: string;
  query?: object | undefined;
  /** Sent as JSON; a string is sent as it is and must be JSON already. */
  body?: unknown;
  /** Bytes to send in place of `body`, as `application/octet-stream`. */
  bytes?: Uint8Array<ArrayBuffer> | Blob | undefined;
  /** `response`: the answer is the Response itself, its body unread. */
  as?: "data" | "response" | undefined;
  /** True for a write that the server takes once by its nature. */
  isRepeatable?: boolean;
  options?: CallOptions | undefined;
}

interface OneAttempt {
  extra: Record<string, string>;
  token: string | null;
  signal: AbortSignal;
  /** 1 for the first. */
  count: number;
  /** True when an earlier attempt may have been carried out without our knowing. */
  isOutcomeUnknown: boolean;
}

/** Longest life of one attempt, in ms, so that a connection that hangs leaves time for another; bytes may take longer. */
const ATTEMPT_MS_MAX = 30_000;
const BYTES_ATTEMPT_MS_MAX = 600_000;
const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

/** Sends requests: credentials, retries, time limits, typed errors. */
export class Transport {
  readonly settings: TransportSettings;

  constructor(settings: TransportSettings) {
    this.settings = settings;
  }

  /**
   * Sends a request until it succeeds, fails for good, or its time or tries are used up.
   * @throws CairnError, or the reason of the caller's signal.
   */
  async send<T>(request: TransportRequest): Promise<Answer<T>> {
    const { options = {}, method } = request;
    const timeoutMs = options.timeoutMs ?? this.settings.timeoutMs;
    const maxRetries = options.maxRetries ?? this.settings.maxRetries;
    const end = Date.now() + timeoutMs;
    const isSafe = request.isRepeatable === true || SAFE_METHODS.has(method);
    const key = isSafe || options.idempotencyKey === false ? null : (options.idempotencyKey ?? uuidv7());
    const isRepeatable = isSafe || key !== null;
    const extra: Record<string, string> = { ...options.headers, ...(key ? { "Idempotency-Key": key } : {}) };
    const { body, bytes } = request;
    const text = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
    const attemptMs = bytes ? BYTES_ATTEMPT_MS_MAX : ATTEMPT_MS_MAX;
    let hasRenewed = false;
    let isOutcomeUnknown = false;
    for (let tries = 0; ; tries++) {
      const left = Math.max(1, Math.min(end - Date.now(), isRepeatable ? attemptMs : timeoutMs));
      let token: string | null = null;
      try {
        return await attempt(left, options.signal, this.settings.url, async (signal) => {
          token = (await this.settings.credentials?.token()) ?? null;
          return this.#exchange<T>({ ...request, body: text }, { extra, token, signal, count: tries + 1, isOutcomeUnknown });
        });
      } catch (error) {
        if (!(error instanceof CairnError)) throw error;
        if (error.code === "token_expired" && token && !hasRenewed && this.settings.credentials) {
          hasRenewed = true;
          // The server refused before doing anything, so this repetition is free and always allowed.
          if (await this.settings.credentials.renew(token)) continue;
          throw error;
        }
        isOutcomeUnknown ||= error.status === null || error.status >= 500;
        const waitMs = Math.max(error.retryAfterMs ?? 0, 0) + backoffMs(tries);
        if (!error.isRetryable || !isRepeatable || tries >= maxRetries || Date.now() + waitMs >= end) throw error;
        await wait(waitMs, options.signal);
      }
    }
  }

  /** Headers of a request, credentials included. */
  headers(token: string | null, extra: Record<string, string> = {}, hasBody = false, contentType = "application/json"): Headers {
    const headers = new Headers({ Accept: "application/json", ...this.settings.headers, ...extra });
    if (hasBody && !("Content-Type" in extra)) headers.set("Content-Type", contentType);
    if (token) headers.set("Authorization", `Bearer ${token}`);
    if (nodeProcess() && !headers.has("User-Agent")) headers.set("User-Agent", `cairn-sdk/${SDK_VERSION} (${runtimeName()})`);
    return headers;
  }

  async #exchange<T>(request: TransportRequest & { body: string | undefined }, one: OneAttempt): Promise<Answer<T>> {
    const { extra, token, signal, count, isOutcomeUnknown } = one;
    const { method, bytes } = request;
    const body = bytes ?? request.body;
    const { url: origin, fetch, credentialsMode, onExchange } = this.settings;
    const url = `${origin}${request.path}${queryString(request.query)}`;
    const started = Date.now();
    let response: Response | null = null;
    let code: string | null = null;
    try {
      response = await fetch(url, {
        method,
        headers: this.headers(token, extra, body !== undefined, bytes ? "application/octet-stream" : "application/json"),
        signal,
        ...(body === undefined ? {} : { body }),
        ...(credentialsMode ? { credentials: credentialsMode } : {}),
      });
      // What an earlier attempt without an answer deleted is gone, as asked.
      const isGone = response.status === 404 && method === "DELETE" && isOutcomeUnknown;
      if (!response.ok && !isGone) throw await readError(response, Date.now());
      const data = (isGone ? undefined : request.as === "response" ? response : await readData(response)) as T;
      return { data, response, requestId: response.headers.get("x-request-id") };
    } catch (error) {
      const told = error instanceof CairnError || signal.aborted ? error : connectionError(origin, error);
      code = told instanceof CairnError ? told.code : "aborted";
      throw told;
    } finally {
      const requestId = response?.headers.get("x-request-id") ?? null;
      onExchange?.({ method, url, attempt: count, status: response?.status ?? null, durationMs: Date.now() - started, requestId, code });
    }
  }
}
