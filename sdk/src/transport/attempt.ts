import { ConnectionError, TimeoutError } from "../errors.ts";
import { redact } from "./redact.ts";

/** Runs one attempt with its own end: cut when `ms` are over or the caller's signal aborts, the reading of the body included. */
export async function attempt<T>(
  ms: number,
  signal: AbortSignal | undefined,
  address: string,
  act: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const controller = new AbortController();
  const onAbort = () => controller.abort(signal?.reason);
  signal?.addEventListener("abort", onAbort, { once: true });
  const late = new TimeoutError({ code: "timed_out", detail: `${address} did not answer within ${Math.ceil(ms / 1000)} s` });
  const timer = setTimeout(() => controller.abort(late), ms);
  try {
    return await act(controller.signal);
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    if (controller.signal.aborted) throw late;
    throw error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
  }
}

/** The error for a connection that could not be made or broke. */
export function connectionError(address: string, cause: unknown): ConnectionError {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  const reason = inner instanceof Error ? (inner as Error & { code?: unknown }).code || inner.message : inner;
  return new ConnectionError({ code: "connection_failed", detail: `${address} cannot be reached: ${redact(String(reason))}`, cause });
}
