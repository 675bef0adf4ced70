import type { WorkspaceOptions } from "../requester.ts";
import type { Artifacts } from "../resources/artifacts.ts";
import type { Artifact } from "../schema/index.ts";
import { invalid } from "./fields.ts";
import { bytesOf, sha256 } from "./media.ts";
import type { NodeSide } from "./node-side.ts";
import type { ArtifactOptions } from "./options.ts";
import { type BlobSource, uploadBlobs } from "./upload.ts";

/** A file that is to be stored. */
export interface FileItem extends BlobSource {
  /** Where it goes in the run. */
  path: string;
  contentType: string;
  /** The file on this machine; null for bytes. */
  file: string | null;
}

/** Files with what could not be taken; disposing removes what was made of a stream. */
export interface FileItems extends AsyncDisposable {
  files: FileItem[];
  warnings: string[];
}

const OCTETS = "application/octet-stream";

type Bytes = Uint8Array | ArrayBuffer | Blob | ReadableStream<Uint8Array>;

/** Most files in one commit: their paths have to fit the server's 1 MiB. */
export const COMMIT_MAX = 500;

/** The files that `run.artifact()` means, hashed. */
export async function artifactItems(source: string | URL | Bytes, options: ArtifactOptions, node: NodeSide | null): Promise<FileItems> {
  const { path, contentType } = options;
  if (typeof source === "string" || source instanceof URL) {
    if (!node) throw invalid("artifact", "type", "must be bytes here: there are no files");
    return node.filesOf(source, options);
  }
  if (path === undefined || path === "") throw invalid("path", "required", "says where bytes lie in the run");
  checkPath(path);
  const own = source instanceof Blob && source.type;
  const type = contentType ?? (own || (node?.typeOf(path) ?? OCTETS));
  if (node && source instanceof ReadableStream) return node.fileOfStream(source, path, type);
  const bytes = await bytesOf(source);
  const item = { sha256: await sha256(bytes), size: bytes.length, open: () => new Blob([bytes]) };
  return {
    files: [{ ...item, path, contentType: type, file: null }],
    warnings: [],
    [Symbol.asyncDispose]: async () => {},
  };
}

/** Checks a path in the run as the server does. */
export function checkPath(path: string): void {
  const isShaped = path.split("/").every((part) => part !== "" && part !== "." && part !== "..");
  if (isShaped && path.length <= 1_000 && !/[\p{Cc}\\]/u.test(path) && !/^[A-Za-z]:/.test(path)) return;
  throw invalid("path", "path", `must be names between /, none of them empty, . or .., not ${JSON.stringify(path)}`);
}

/** Brings files to the server and into the run. */
export async function commitItems(
  run: string,
  files: readonly FileItem[],
  { concurrency, onProgress }: ArtifactOptions,
  { artifacts, options }: { artifacts: Artifacts; options: WorkspaceOptions },
): Promise<Artifact[]> {
  const totalBytes = [...new Map(files.map((file) => [file.sha256, file.size])).values()].reduce((sum, size) => sum + size, 0);
  let sentBytes = 0;
  const onBytes = (bytes: number) => {
    sentBytes += bytes;
    onProgress?.({ sentBytes, totalBytes, files: files.length });
  };
  await uploadBlobs(files, { artifacts, options, concurrency, onBytes });
  const stored: Artifact[] = [];
  for (let i = 0; i < files.length; i += COMMIT_MAX) {
    const part = files.slice(i, i + COMMIT_MAX);
    const body = {
      artifacts: part.map(({ path, sha256: digest, size, contentType }) => ({ path, sha256: digest, size, content_type: contentType })),
    };
    stored.push(...(await artifacts.commit(run, body, { ...options, maxRetries: Number.POSITIVE_INFINITY, timeoutMs: 600_000 })).items);
  }
  return stored;
}
