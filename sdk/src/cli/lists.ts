import { PAGE_LIMIT_MAX, type Page } from "../schema/common.ts";
import type { Listing } from "../transport/listing.ts";
import { type CommandOption, type Invocation, textOf } from "./command.ts";
import { usage } from "./failure.ts";

/** What a long list takes. */
export const PAGE_OPTIONS: readonly CommandOption[] = [
  { flags: "-n, --limit <n>", description: "Show at most this many", default: "20" },
  { flags: "--all", description: "Show all" },
  { flags: "--cursor <cursor>", description: "Go on after the page whose next_cursor this is" },
];

/** How many items to ask for at once, from --limit and --all. */
export function pageSize(invocation: Invocation): number {
  if (invocation.options.all === true) return PAGE_LIMIT_MAX;
  const limit = Number(textOf(invocation, "limit"));
  if (!Number.isInteger(limit) || limit < 1 || limit > PAGE_LIMIT_MAX)
    throw usage(`--limit must be a whole number from 1 to ${PAGE_LIMIT_MAX}; for more use --all.`);
  return limit;
}

/** One page, or with --all the whole list as one page. */
export async function readPage<T>(listing: Listing<T>, invocation: Invocation): Promise<Page<T>> {
  let page = await listing.page(textOf(invocation, "cursor"));
  if (invocation.options.all !== true) return page;
  const items = [...page.items];
  while (page.next_cursor) {
    page = await listing.page(page.next_cursor);
    items.push(...page.items);
  }
  return { items, next_cursor: null };
}

/** A whole list in the shape of a page. */
export const readAll = async <T>(listing: Listing<T>): Promise<Page<T>> => ({ items: await listing.toArray(), next_cursor: null });
