import { z } from "zod";
import { readJson, writeJson } from "../config/files.ts";
import { cacheFile } from "./cache.ts";
import type { Context } from "./context.ts";

/** Completion shows names that are at most this old; after that it asks the server. */
export const NAMES_LIVE_MS = 60_000;

const Names = z.object({ at: z.number(), slugs: z.array(z.string()) });

function remember(ctx: Context, key: string[], items: readonly { slug: string }[]): void {
  try {
    writeJson(cacheFile(ctx, "names", ...key), { at: Date.now(), slugs: items.map(({ slug }) => slug) });
  } catch {
    // A cache that cannot be written only makes completion slower.
  }
}

export const rememberOrganizations = (ctx: Context, items: readonly { slug: string }[]) => remember(ctx, ["org"], items);
export const rememberWorkspaces = (ctx: Context, org: string, items: readonly { slug: string }[]) =>
  remember(ctx, ["workspace", org], items);

/** Names for completion: from the cache while it is young, else from the server; an old cache beats no answer. */
export async function namesFor(ctx: Context, key: string[], fetchNames: () => Promise<readonly { slug: string }[]>): Promise<string[]> {
  let cached: z.output<typeof Names> | null = null;
  try {
    cached = readJson(cacheFile(ctx, "names", ...key), Names);
  } catch {
    // A broken cache file counts as none.
  }
  if (cached && Date.now() - cached.at < NAMES_LIVE_MS) return cached.slugs;
  try {
    const items = await fetchNames();
    remember(ctx, key, items);
    return items.map(({ slug }) => slug);
  } catch {
    return cached?.slugs ?? [];
  }
}
