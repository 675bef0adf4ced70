import type { Place } from "./place.ts";
import { percentile, timed } from "./rounds.ts";

/** Times of a verb in the object, in ms. */
export interface InsideMs {
  /** One call: what more of them add to one. */
  readonly mean: number;
  /** 95 of 100 calls were at least as fast, the request to the object and back included, without the answer. */
  readonly p95: number;
}

/** Times a verb in the object alone, warm: `many` calls in one request, then `many` requests of one call. */
export async function insideMs(inside: Place["inside"], verb: string, input: unknown, many: number): Promise<InsideMs> {
  const run = (times: number) => timed(() => inside("repeat", { verb, input, times }));
  await run(1);
  const mean = ((await run(many + 1)) - (await run(1))) / many;
  const each: number[] = [];
  for (let i = 0; i < many; i++) each.push(await run(1));
  return { mean, p95: percentile(each, 0.95) };
}
