import { BLOB_SINGLE_MAX } from "../limits.ts";
import type { WorkspaceOptions } from "../requester.ts";
import type { Artifacts } from "../resources/artifacts.ts";

/** Bytes to bring to the server; opened when their turn comes, so that a folder of files is not open all at once. */
export interface BlobSource {
  sha256: string;
  /** In bytes. */
  size: number;
  open(): Blob | Promise<Blob>;
}

export interface UploadDeps {
  artifacts: Artifacts;
  options: WorkspaceOptions;
  /** Requests under way at once. */
  concurrency?: number | undefined;
  /** Told of bytes that are on the server now, also those that were there before. */
  onBytes?: ((bytes: number) => void) | undefined;
}

/** Time for one request with bytes, repeats included, in ms: a server may be away for a while. */
const UPLOAD_MS = 6 * 3_600_000;
/** Digests in one question. */
const DIGESTS_MAX = 1_000;

/** Brings those bytes to the server that it does not have: asks, then sends; above 64 MiB in parts, going on where an earlier try ended. */
export async function uploadBlobs(sources: readonly BlobSource[], deps: UploadDeps): Promise<void> {
  const bySha = new Map(sources.map((source) => [source.sha256, source]));
  const all = [...bySha.keys()];
  const { artifacts, concurrency = 4, onBytes } = deps;
  const options = { timeoutMs: UPLOAD_MS, maxRetries: Number.POSITIVE_INFINITY, ...deps.options };
  for (let i = 0; i < all.length; i += DIGESTS_MAX) {
    const asked = all.slice(i, i + DIGESTS_MAX);
    const missing = new Set((await artifacts.missing(asked, options)).digests);
    for (const sha of asked) if (!missing.has(sha)) onBytes?.(bySha.get(sha)?.size ?? 0);
    await eachOf([...missing], concurrency, async (sha) => {
      const source = bySha.get(sha);
      if (!source) return;
      if (source.size > BLOB_SINGLE_MAX) return sendParts(source, { ...deps, options });
      await artifacts.putBlob(sha, await source.open(), options);
      onBytes?.(source.size);
    });
  }
}

async function sendParts({ sha256, size, open }: BlobSource, { artifacts, options, concurrency = 4, onBytes }: UploadDeps): Promise<void> {
  const upload = await artifacts.createUpload({ sha256, size }, options);
  if (upload.is_complete) return onBytes?.(size);
  const received = new Set(upload.received);
  const lengthOf = (part: number) => Math.min(upload.part_size, size - (part - 1) * upload.part_size);
  for (const part of received) onBytes?.(lengthOf(part));
  const count = Math.ceil(size / upload.part_size);
  const left = Array.from({ length: count }, (_, i) => i + 1).filter((part) => !received.has(part));
  const blob = await open();
  await eachOf(left, concurrency, async (part) => {
    const start = (part - 1) * upload.part_size;
    await artifacts.putPart(upload.id, part, blob.slice(start, start + lengthOf(part)), options);
    onBytes?.(lengthOf(part));
  });
  // Each call checks some of it.
  while ("part_size" in (await artifacts.completeUpload(upload.id, options)));
}

/** Does something with each item, so many at a time; stops at the first error. */
export async function eachOf<T>(items: readonly T[], concurrency: number, act: (item: T) => Promise<unknown>): Promise<void> {
  let next = 0;
  let hasFailed = false;
  const work = async () => {
    while (next < items.length && !hasFailed) {
      try {
        await act(items[next++] as T);
      } catch (error) {
        hasFailed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, work));
}
