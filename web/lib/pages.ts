import type { Page } from "@cairn/sdk/schema";
import type { Api, Query } from "./api/api";

const PAGE_SIZE = 200;
const PAGES_MAX = 25;

/** Every item of a list that is known to be short (members, keys, workspaces), following its cursors. */
export async function allItems<T>(api: Api, path: string, query: Query = {}): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < PAGES_MAX; page++) {
    const answer = await api.get<Page<T>>(path, { ...query, limit: PAGE_SIZE, cursor });
    items.push(...answer.items);
    if (answer.next_cursor === null) break;
    cursor = answer.next_cursor;
  }
  return items;
}
