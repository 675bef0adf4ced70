import type { RunPage, RunSearch } from "@cairn/sdk/schema";
import type { VerbInput } from "../context.ts";
import { matchRuns } from "./match.ts";
import { Ordering } from "./order.ts";
import { readProjection, readRuns } from "./pages.ts";
import { fieldAt } from "./question.ts";

/**
 * Runs that a filter finds, sorted; one page of them and how many there are, as JSON: a page of a hundred runs is some ten thousand
 * values, which take several times as long from object to Worker one by one. Throws `invalid_request`, `limit_reached`.
 */
export async function searchRuns({ ctx, input }: VerbInput<RunSearch>): Promise<string> {
  const projection = readProjection(input.fields);
  const sort = input.sort.map(({ field, order }, i) => ({ field: fieldAt(`body.sort.${i}.field`, field), descending: order === "desc" }));
  const { numbers, view } = await matchRuns(ctx, input);
  const ordering = new Ordering(view, numbers, sort);
  const page = ordering.page({ cursor: input.cursor ?? null, offset: input.offset ?? 0, limit: input.limit });
  const { items, next } = readRuns(ctx, page.numbers, projection);
  const last = next ?? (page.hasMore ? page.numbers.at(-1) : undefined);
  const answer: RunPage = { items, next_cursor: last === undefined ? null : ordering.cursorAfter(last), total: numbers.length };
  return JSON.stringify(answer);
}
