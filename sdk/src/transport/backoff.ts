/** First bound of the wait between attempts, in ms; doubles each time. */
export const BACKOFF_BASE_MS = 250;
/** Largest bound of the wait between attempts, in ms. */
export const BACKOFF_CAP_MS = 8_000;

/** Full jitter: a random wait between nothing and a bound that doubles, so that clients of a restarted server do not come at once. */
export function backoffMs(attempt: number, random: () => number = Math.random): number {
  return random() * Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** attempt);
}

/** What the server asks to wait, in ms: `Retry-After` (seconds or a date), else the reset time of an empty `RateLimit` quota; else null. */
export function retryAfterMs(headers: Headers, now: number): number | null {
  const after = headers.get("retry-after")?.trim();
  if (after) {
    const ms = /^\d+(\.\d+)?$/.test(after) ? Number(after) * 1000 : Date.parse(after) - now;
    if (Number.isFinite(ms)) return Math.max(0, ms);
  }
  let longest: number | null = null;
  for (const quota of (headers.get("ratelimit") ?? "").split(",")) {
    const remaining = /;\s*r=(\d+)/.exec(quota)?.[1];
    const reset = /;\s*t=(\d+)/.exec(quota)?.[1];
    if (remaining === "0" && reset) longest = Math.max(longest ?? 0, Number(reset) * 1000);
  }
  return longest;
}

/** Waits; rejects with the signal's reason when it aborts first. */
export function wait(ms: number, signal?: AbortSignal | null): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    }, ms);
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}
