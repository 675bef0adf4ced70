import type { Media, MediaKind, Page } from "@cairn/sdk/schema";
import type { StoredBytes } from "../../blobs/serve.ts";
import { encodeCursor } from "../../shared/cursor.ts";
import { notFound } from "../../shared/errors.ts";
import { storedBytes } from "../artifacts/list.ts";
import type { VerbInput } from "../context.ts";
import { readRun } from "../runs/store.ts";
import { findMediaRow, type MediaPlace, pageMedia, toMedia } from "./store.ts";

interface Listing {
  run: string;
  key: string | null;
  kind: MediaKind | null;
  after: MediaPlace | null;
  limit: number;
}

/** What a run logged, key by key in order of the steps. Throws `not_found`. */
export function listMedia({ ctx, input }: VerbInput<Listing>): Page<Media> {
  const rows = pageMedia(ctx.sql, readRun(ctx.sql, input.run).number, { ...input, limit: input.limit + 1 });
  const items = rows.slice(0, input.limit);
  const last = items.at(-1);
  const next = rows.length > input.limit && last ? encodeCursor({ key: last.key, step: last.step, id: last.id }) : null;
  return { items: items.map(toMedia), next_cursor: next };
}

/** Where the bytes of something that was logged are. Throws `not_found`. */
export function findMedia({ ctx, input }: VerbInput<{ run: string; media: string }>): StoredBytes {
  const { number } = readRun(ctx.sql, input.run);
  const row = /^\d{1,15}$/.test(input.media) ? findMediaRow(ctx.sql, number, Number(input.media)) : null;
  if (!row) throw notFound("media");
  const name = `${row.key.replaceAll(/[/\\]/g, "_")}-${row.step}${extensionOf(row.content_type)}`;
  return storedBytes(ctx, { sha256: row.sha256, contentType: row.content_type, name });
}

/** What media are for the most part; what else there is is saved without an ending. */
const EXTENSIONS: Record<string, string> = {
  "image/png": ".png",
  "image/jpeg": ".jpg",
  "image/gif": ".gif",
  "image/webp": ".webp",
  "image/svg+xml": ".svg",
  "application/json": ".json",
  "text/plain": ".txt",
};

const extensionOf = (type: string): string => EXTENSIONS[type.split(";")[0]?.trim().toLowerCase() ?? ""] ?? "";
