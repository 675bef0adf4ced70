import { CairnError } from "../../../errors.ts";
import { BLOB_SINGLE_MAX } from "../../../limits.ts";
import type { WorkspaceOptions } from "../../../requester.ts";
import type { Artifacts } from "../../../resources/artifacts.ts";
import { uploadBlobs } from "../../../run/upload.ts";
import type { Storage, StoredObject } from "../../types.ts";
import { owned, sha256Hex } from "../bytes.ts";
import { invalid, StorageError } from "../errors.ts";
import { checkPath } from "../paths.ts";

export interface CairnOptions {
  /** `cairn://run_…/prefix`: the run whose files the outputs are. */
  uri: string;
  /** `artifacts` of a client. */
  artifacts: Artifacts;
  /** Another organization or workspace than the client's. */
  options?: WorkspaceOptions;
}

/**
 * Files of a run in a workspace of Cairn: the bytes lie there once, by their SHA-256, however many outputs have them, and the run's page shows
 * them. A run holds 100,000 files. It has no `create`: what builds through Cairn locks by the server's leases.
 *
 * @example cairnStorage({ uri: "cairn://run_01j…/outputs", artifacts: new Cairn().artifacts })
 */
export function cairnStorage({ uri: given, artifacts, options = {} }: CairnOptions): Storage {
  const [, run, rest = ""] = /^cairn:\/\/(run_[0-9a-z-]+)(?:\/(.*))?$/i.exec(given) ?? [];
  if (!run) throw invalid("uri", "run", `${given} must name a run: cairn://run_…/prefix`);
  const prefix = rest.replace(/\/+$/, "");
  if (prefix !== "") checkPath(prefix, "uri");
  const uri = prefix === "" ? `cairn://${run}` : `cairn://${run}/${prefix}`;
  const fileOf = (path: string): string => (prefix === "" ? checkPath(path) : `${prefix}/${checkPath(path)}`);

  const isMissing = (error: unknown): boolean => CairnError.isCairnError(error, "not_found");
  const failed = (action: string, path: string, cause: unknown): StorageError => {
    const reason = cause instanceof Error ? cause.message.replace(/\.$/, "") : String(cause);
    return new StorageError({ uri, path, action, reason, advice: "Check the run, the key's rights and the connection to Cairn.", cause });
  };

  async function* entries(folder: string, isDeep: boolean): AsyncGenerator<StoredObject> {
    const query = { limit: 200, recursive: isDeep, ...(folder === "" ? {} : { path: folder }) };
    for await (const { kind, path, size, created_at } of artifacts.list(run as string, query, options)) {
      if (kind !== "file") continue;
      yield { path: prefix === "" ? path : path.slice(prefix.length + 1), sizeBytes: size, modifiedAtMs: Date.parse(created_at) };
    }
  }

  return {
    uri,
    uriOf: (path) => `${uri}/${checkPath(path)}`,
    async stat(path) {
      const file = fileOf(path);
      try {
        for await (const entry of entries(file.slice(0, Math.max(0, file.lastIndexOf("/"))), false)) if (entry.path === path) return entry;
        return null;
      } catch (error) {
        throw failed("look at", path, error);
      }
    },
    async read(path) {
      const file = fileOf(path);
      try {
        const response = await artifacts.content(run, file, options);
        return new Uint8Array(await response.arrayBuffer());
      } catch (error) {
        if (isMissing(error)) return null;
        throw failed("read", path, error);
      }
    },
    async write(path, bytes, commit) {
      const file = fileOf(path);
      const own = owned(new Uint8Array(bytes));
      const sha256 = await sha256Hex(own);
      const size = own.length;
      const send = async () => {
        // Small files need no question whether the bytes are there: sending them is as fast.
        if (size > BLOB_SINGLE_MAX / 64) await uploadBlobs([{ sha256, size, open: () => new Blob([own]) }], { artifacts, options });
        else await artifacts.putBlob(sha256, own, options);
      };
      await send().catch((error: unknown) => {
        throw failed("write", path, error);
      });
      await commit?.();
      const body = { artifacts: [{ path: file, sha256, size, content_type: "application/octet-stream" }] };
      await artifacts.commit(run, body, options).catch((error: unknown) => {
        throw failed("write", path, error);
      });
    },
    async create(path) {
      fileOf(path);
      const advice = "Build with the client, so that the server's leases are the locks, or choose another target root for locks.";
      throw new StorageError({ uri, path, action: "create", reason: "files of a run cannot be made on condition", advice });
    },
    async *list(folder) {
      const at = folder === "" ? prefix : fileOf(folder);
      try {
        yield* entries(at, true);
      } catch (error) {
        throw failed("list", folder, error);
      }
    },
    async remove(path) {
      const file = fileOf(path);
      await artifacts.delete(run, file, options).catch((error: unknown) => {
        if (!isMissing(error)) throw failed("remove", path, error);
      });
    },
  };
}
