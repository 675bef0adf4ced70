import type { Page } from "@cairn/sdk/schema";
import { z } from "zod";
import { fromBase64Url, toBase64Url } from "./bytes.ts";
import { Fault } from "./errors.ts";

/** An opaque cursor that holds the sort key of a page's last row. */
export const encodeCursor = (value: unknown): string => toBase64Url(new TextEncoder().encode(JSON.stringify(value)));

/** Reads a cursor back. Throws `invalid_request` for what no page of this list gave out. */
export function decodeCursor<T>(text: string, schema: z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(new TextDecoder().decode(fromBase64Url(text))));
  } catch {
    throw new Fault("invalid_request", "query.cursor: must be the next_cursor of the page before", {
      errors: [{ path: "query.cursor", rule: "format", message: "must be the next_cursor of the page before" }],
    });
  }
}

/** The cursor of lists that are sorted by id alone. */
export const IdCursor = z.string().max(64);

/** Cuts `limit + 1` rows to a page: the extra row only tells that there are more. `keyOf` is the sort key that the next page starts after. */
export function toPage<R, T>(rows: readonly R[], limit: number, keyOf: (row: R) => unknown, toItem: (row: R) => T): Page<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { items: shown.map(toItem), next_cursor: more ? encodeCursor(keyOf(last)) : null };
}
