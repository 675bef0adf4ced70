import type { CommitArtifactsInput, PageSize } from "../inputs.ts";
import type { WorkspaceOptions } from "../requester.ts";
import type { ArtifactEntry, Artifacts as ArtifactList, Blob as BlobInfo, DigestList, Media, MediaKind, Upload } from "../schema/index.ts";
import type { Call } from "../transport/call.ts";
import type { Listing } from "../transport/listing.ts";
import { path } from "../transport/path.ts";
import { Resource } from "./resource.ts";

/**
 * Files and media of runs, and the bytes behind them. A program uses `run.artifact()`, which hashes, skips what is there and uploads.
 *
 * @example for await (const file of cairn.artifacts.list(runId, { recursive: true })) console.log(file.path, file.size);
 */
export class Artifacts extends Resource {
  /** Files and folders of one folder, or with `recursive` all files below it. */
  list(run: string, query: PageSize & { path?: string; recursive?: boolean } = {}, options?: WorkspaceOptions): Listing<ArtifactEntry> {
    return this.listing({ at: "workspace", path: path`/runs/${run}/artifacts`, query, options });
  }

  /** Puts files whose blobs are there into the run; a path that exists gets the new content. */
  commit(run: string, body: CommitArtifactsInput, options?: WorkspaceOptions): Call<ArtifactList> {
    return this.client.call({ method: "POST", at: "workspace", path: path`/runs/${run}/artifacts`, body, isRepeatable: true, options });
  }

  /** Drops a file, or a folder with all that is in it. */
  delete(run: string, file: string, options?: WorkspaceOptions): Call<void> {
    return this.client.call({ method: "DELETE", at: "workspace", path: path`/runs/${run}/artifacts`, query: { path: file }, options });
  }

  /** A file's bytes: the Response, whose body is a stream. Pass a `Range` header for a part of it. */
  content(run: string, file: string, options?: WorkspaceOptions): Call<Response> {
    const query = { path: file };
    return this.client.call({ method: "GET", at: "workspace", path: path`/runs/${run}/content`, query, as: "response", options });
  }

  /** Images, tables and texts that were logged by step. */
  media(run: string, query: PageSize & { key?: string; kind?: MediaKind } = {}, options?: WorkspaceOptions): Listing<Media> {
    return this.listing({ at: "workspace", path: path`/runs/${run}/media`, query, options });
  }

  /** Bytes of something that was logged by step. */
  mediaContent(run: string, media: number, options?: WorkspaceOptions): Call<Response> {
    return this.client.call({ method: "GET", at: "workspace", path: path`/runs/${run}/media/${String(media)}`, as: "response", options });
  }

  /** Those of some digests whose bytes the workspace does not have. */
  missing(digests: readonly string[], options?: WorkspaceOptions): Call<DigestList> {
    return this.client.call({ method: "POST", at: "workspace", path: "/blobs/missing", body: { digests }, isRepeatable: true, options });
  }

  /** Stores up to 64 MiB under their SHA-256. */
  putBlob(sha256: string, bytes: Uint8Array<ArrayBuffer> | Blob, options?: WorkspaceOptions): Call<BlobInfo> {
    return this.client.call({ method: "PUT", at: "workspace", path: path`/blobs/${sha256}`, bytes, isRepeatable: true, options });
  }

  /** Begins an upload in parts, or goes on with the one there is for the same bytes. */
  createUpload(body: { sha256: string; size: number }, options?: WorkspaceOptions): Call<Upload> {
    return this.client.call({ method: "POST", at: "workspace", path: "/uploads", body, isRepeatable: true, options });
  }

  getUpload(upload: string, options?: WorkspaceOptions): Call<Upload> {
    return this.client.call({ method: "GET", at: "workspace", path: path`/uploads/${upload}`, options });
  }

  /** Sends a part, counted from 1; again replaces it. */
  putPart(upload: string, part: number, bytes: Uint8Array<ArrayBuffer> | Blob, options?: WorkspaceOptions): Call<Upload> {
    const where = path`/uploads/${upload}/parts/${String(part)}`;
    return this.client.call({ method: "PUT", at: "workspace", path: where, bytes, isRepeatable: true, options });
  }

  /** Puts the parts together and checks the digest. Of many GB a call checks a part and answers the upload: call again to go on. */
  completeUpload(upload: string, options?: WorkspaceOptions): Call<BlobInfo | Upload> {
    return this.client.call({ method: "POST", at: "workspace", path: path`/uploads/${upload}/complete`, isRepeatable: true, options });
  }

  abortUpload(upload: string, options?: WorkspaceOptions): Call<void> {
    return this.client.call({ method: "DELETE", at: "workspace", path: path`/uploads/${upload}`, options });
  }
}
