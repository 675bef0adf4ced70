import { type Clock, SECOND_MS } from "../../shared/clock.ts";

/** How long an isolate may go on with what it read of a credential or membership: well inside the 5 s that revocation may take. */
export const ACCESS_CACHE_MS = 3 * SECOND_MS;
const ENTRIES_MAX = 5_000;

/** Counts the changes to who may do what: what was read before one is not kept after it. */
let changes = 0;
const entries = new Map<string, { at: number; value: unknown }>();

/** Reads through a short-lived cache of this isolate. What is not found (null) is not kept. */
export async function cachedAccess<T>(clock: Clock, key: string, read: () => Promise<T | null>): Promise<T | null> {
  const hit = entries.get(key);
  const now = clock.now();
  if (hit && now - hit.at < ACCESS_CACHE_MS && now >= hit.at) return hit.value as T;
  const before = changes;
  const value = await read();
  if (value === null) entries.delete(key);
  else if (changes === before) {
    if (entries.size >= ENTRIES_MAX) entries.clear();
    entries.set(key, { at: now, value });
  }
  return value;
}

/** Called after every change to who may do what, so that this isolate knows it at once; others know it when their entries end. */
export function forgetAccess(): void {
  changes += 1;
  entries.clear();
}
