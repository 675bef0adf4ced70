import { errorFields, log } from "../shared/log.ts";
import { type FamilyName, type Labels, observationOf, seriesName } from "./exposition.ts";
import { METERS_FLUSH_MS, METERS_MAX } from "./limits.ts";
import { operationsOf } from "./stub.ts";

/** What this isolate counted since it last told the object. */
let counted = new Map<string, number>();
let flushedAt = 0;

/** Counts something up. */
export function count(name: FamilyName, labels: Labels, by = 1): void {
  add(seriesName(name, labels), by);
}

/** Counts a duration, in seconds. */
export function observe(name: FamilyName, labels: Labels, seconds: number): void {
  for (const [series, by] of observationOf(name, labels, seconds)) add(series, by);
}

function add(series: string, by: number): void {
  const before = counted.get(series);
  if (before === undefined && counted.size >= METERS_MAX) return;
  counted.set(series, (before ?? 0) + by);
}

/**
 * Hands on what was counted, if the last time is a while ago; the call is made after the invocation's answer. What an isolate counted
 * right before it ended is lost: an operator's rates bear that, and nothing that a tenant pays for is counted here.
 */
export function flushSometimes(env: Env, waitUntil: (promise: Promise<unknown>) => void): void {
  if (counted.size > 0 && Date.now() - flushedAt >= METERS_FLUSH_MS) waitUntil(flush(env));
}

/** Hands on what this isolate counted. Never throws: what could not be handed on is kept for the next time. */
export async function flush(env: Env): Promise<void> {
  const taken = counted;
  counted = new Map();
  flushedAt = Date.now();
  try {
    await operationsOf(env).addCounts([...taken]);
  } catch (error) {
    for (const [series, by] of taken) add(series, by);
    log({ level: "warn", msg: "counts not handed on", ...errorFields(error) });
  }
}
