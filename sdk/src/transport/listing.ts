import type { Page } from "../schema/index.ts";
import type { Call } from "./call.ts";

/**
 * A list that is read page by page while it is walked.
 *
 * @example
 * for await (const run of cairn.runs.list({ status: "running" })) console.log(run.name);
 * const newest = await cairn.runs.list().toArray({ limit: 10 });
 */
export class Listing<T, P extends Page<T> = Page<T>> implements AsyncIterable<T> {
  readonly #fetchPage: (cursor?: string) => Call<P>;

  constructor(fetchPage: (cursor?: string) => Call<P>) {
    this.#fetchPage = fetchPage;
  }

  /** One page: the first, or the one that a `next_cursor` names. */
  page(cursor?: string): Call<P> {
    return this.#fetchPage(cursor);
  }

  /** Page after page. */
  async *pages(): AsyncGenerator<P, void, undefined> {
    let cursor: string | undefined;
    do {
      const page: P = await this.#fetchPage(cursor);
      yield page;
      cursor = page.next_cursor ?? undefined;
    } while (cursor !== undefined);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for await (const page of this.pages()) yield* page.items;
  }

  /** All items, or the first `limit`. */
  async toArray({ limit = Number.POSITIVE_INFINITY }: { limit?: number } = {}): Promise<T[]> {
    const all: T[] = [];
    if (limit <= 0) return all;
    for await (const item of this) {
      all.push(item);
      if (all.length >= limit) break;
    }
    return all;
  }
}
