/** Tries of a call to an object that is being moved or restarted. Ours. */
export const CALL_TRIES = 3;
const CALL_BACKOFF_MS = 50;

export interface RetryDeps {
  wait(ms: number): Promise<unknown>;
  random(): number;
}

/** Whether a call to an object may be made again: it was moved or restarted, and it is not asking for less. */
export function isRetryable(error: unknown): boolean {
  if (typeof error !== "object" || error === null) return false;
  const overloaded = "overloaded" in error && error.overloaded === true;
  return !overloaded && "retryable" in error && error.retryable === true;
}

/** Makes a call, and again after a growing random wait while its error is retryable. The call must be one that may run twice. */
export async function withRetries<T>(call: () => Promise<T>, deps: RetryDeps): Promise<T> {
  for (let failed = 0; ; failed++) {
    try {
      return await call();
    } catch (error) {
      if (!isRetryable(error) || failed === CALL_TRIES - 1) throw error;
      await deps.wait(CALL_BACKOFF_MS * 2 ** failed * deps.random());
    }
  }
}
