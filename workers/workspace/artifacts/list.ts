import type { ArtifactEntry, Page } from "@cairn/sdk/schema";
import { blobKey } from "../../blobs/keys.ts";
import type { StoredBytes } from "../../blobs/serve.ts";
import { timestamp } from "../../shared/clock.ts";
import { encodeCursor } from "../../shared/cursor.ts";
import { notFound } from "../../shared/errors.ts";
import { readBlob } from "../blobs/store.ts";
import type { VerbCtx, VerbInput } from "../context.ts";
import { readRun } from "../runs/store.ts";
import { type ArtifactRow, filesBelow, firstFileFrom, readArtifact, sumBelow } from "./store.ts";

interface Listing {
  run: string;
  /** Folder; "" is the run's own. */
  path: string;
  isRecursive: boolean;
  /** What the page before ended with: a path, for a folder with `/` at its end. */
  after: string | null;
  limit: number;
}

/** Files and folders of a folder, or all files below it, in order of their paths. Throws `not_found` for the run. */
export function listArtifacts({ ctx, input }: VerbInput<Listing>): Page<ArtifactEntry> {
  const { sql } = ctx;
  const { number } = readRun(sql, input.run);
  const entries = input.isRecursive
    ? filesBelow(sql, number, input.path, input.after ?? "", input.limit + 1).map(toEntry)
    : [...entriesOf(sql, number, input)];
  const items = entries.slice(0, input.limit);
  const last = items.at(-1);
  const hasMore = entries.length > input.limit && last !== undefined;
  return { items, next_cursor: hasMore ? encodeCursor({ after: last.kind === "folder" ? `${last.path}/` : last.path }) : null };
}

/** One entry more than a page has: steps over each folder at once, however much is in it. */
function* entriesOf(sql: SqlStorage, runNumber: number, { path, after, limit }: Listing): Generator<ArtifactEntry> {
  const start = path === "" ? 0 : path.length + 1;
  let place = after === null ? "" : placeAfter(after);
  for (let n = 0; n <= limit; n++) {
    const file = firstFileFrom(sql, runNumber, path, place);
    if (!file) return;
    const end = file.path.indexOf("/", start);
    if (end < 0) {
      yield toEntry(file);
      place = placeAfter(file.path);
      continue;
    }
    const folder = file.path.slice(0, end);
    const { files, size, created_at } = sumBelow(sql, runNumber, folder);
    yield { path: folder, kind: "folder", size, files, sha256: null, content_type: null, created_at: timestamp(created_at) };
    place = placeAfter(`${folder}/`);
  }
}

/** The first path that can follow a file, or everything in a folder. No path holds U+0001; `0` follows `/`. */
const placeAfter = (entry: string): string => (entry.endsWith("/") ? `${entry.slice(0, -1)}0` : `${entry}\u0001`);

const toEntry = ({ path, sha256, size, content_type, created_at }: ArtifactRow): ArtifactEntry => ({
  path,
  kind: "file",
  size,
  files: 1,
  sha256,
  content_type,
  created_at: timestamp(created_at),
});

/** Where the bytes of a file are. Throws `not_found`. */
export function findArtifact({ ctx, input }: VerbInput<{ run: string; path: string }>): StoredBytes {
  const artifact = readArtifact(ctx.sql, readRun(ctx.sql, input.run).number, input.path);
  if (!artifact) throw notFound("artifact");
  const name = artifact.path.slice(artifact.path.lastIndexOf("/") + 1);
  return storedBytes(ctx, { sha256: artifact.sha256, contentType: artifact.content_type, name });
}

/** Where bytes are that a row refers to. */
export function storedBytes(ctx: VerbCtx, of: Pick<StoredBytes, "sha256" | "contentType" | "name">): StoredBytes {
  const blob = readBlob(ctx.sql, of.sha256);
  if (!blob) throw new Error(`a row refers to the blob ${of.sha256}, which is not there`);
  return { ...of, size: blob.size, key: blobKey(ctx.workspaceId, blob.r2_name) };
}
