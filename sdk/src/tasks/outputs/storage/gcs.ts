import type { Storage } from "../../types.ts";
import { owned } from "../bytes.ts";
import { invalid, StorageError } from "../errors.ts";
import { type Asked, type Asking, ask, encoded, wholeBody } from "./http.ts";
import { objectStorage, placeOf } from "./object-store.ts";

export interface GcsOptions {
  /** `gs://bucket/prefix` */
  uri: string;
  /** An OAuth access token for reading and writing objects; asked for before each request, so it should keep what it has. null sends none. */
  token: () => Promise<string | null>;
  /** `https://storage.googleapis.com` by default. */
  endpoint?: string;
  fetch?: typeof fetch;
}

interface Resource {
  name: string;
  size: string;
  updated: string;
}

/**
 * A bucket of Google Cloud Storage by its JSON API: only there can an object be made on condition that none is there, and only there do the
 * credentials work that people have at Google (the XML API that imitates S3 wants HMAC keys and has no such condition).
 *
 * @throws ValidationError for a URI that names no bucket
 *
 * @example gcsStorage({ uri: "gs://acme-artifacts/vision", token: googleToken(process.env) })
 */
export function gcsStorage({ uri: given, token, endpoint = "https://storage.googleapis.com", fetch: send = fetch }: GcsOptions): Storage {
  const { bucket, prefix } = placeOf(given);
  const uri = prefix === "" ? `gs://${bucket}` : `gs://${bucket}/${prefix}`;
  if (!URL.canParse(endpoint)) throw invalid("endpoint", "url", "must be a URL");
  const base = endpoint.replace(/\/+$/, "");
  const objects = `${base}/storage/v1/b/${encoded(bucket)}/o`;
  const at = (key: string): string => `${objects}/${encoded(key)}`;

  interface Ask extends Pick<Asking, "path" | "action" | "accepts"> {
    method: string;
    url: string;
    body?: Uint8Array;
  }
  const call = ({ method, url, body, ...asking }: Ask): Promise<Asked> =>
    ask({
      ...asking,
      uri,
      fetch: send,
      sizeBytes: body?.length ?? 0,
      credentialAdvice: "Check GOOGLE_APPLICATION_CREDENTIALS and that the account may read, make, delete and list objects.",
      request: async (signal) => {
        const bearer = await token();
        const headers = {
          ...(bearer ? { authorization: `Bearer ${bearer}` } : {}),
          ...(body ? { "content-type": "application/octet-stream" } : {}),
        };
        return new Request(url, { method, headers, signal, ...(body ? { body: owned(body) } : {}) });
      },
    });
  const done = async ({ response }: Asked): Promise<void> => void (await response.body?.cancel());
  const upload = (key: string): string => `${base}/upload/storage/v1/b/${encoded(bucket)}/o?uploadType=media&name=${encoded(key)}`;

  /** A bucket that is not there is trouble; an object that is not there is an answer. */
  async function isMissing(response: Response, path: string, action: string): Promise<boolean> {
    if (response.status !== 404) return false;
    if (!/bucket does not exist/i.test(await response.text())) return true;
    throw new StorageError({ uri, path, action, reason: `there is no bucket ${bucket}`, advice: "Make it or correct the target root." });
  }

  return objectStorage(uri, prefix, {
    async head(key, path) {
      const { response } = await call({
        method: "GET",
        url: `${at(key)}?fields=name,size,updated`,
        path,
        action: "look at",
        accepts: [404],
      });
      if (await isMissing(response, path, "look at")) return null;
      const { size, updated } = (await response.json()) as Resource;
      return { sizeBytes: Number(size), modifiedAtMs: Date.parse(updated) };
    },
    async get(key, path) {
      const { response } = await call({ method: "GET", url: `${at(key)}?alt=media`, path, action: "read", accepts: [404] });
      if (await isMissing(response, path, "read")) return null;
      return wholeBody(response, { uri, path });
    },
    async put(key, bytes, path, commit) {
      await commit?.();
      await done(await call({ method: "POST", url: upload(key), body: bytes, path, action: "write" }));
    },
    async putNew(key, bytes, path) {
      const url = `${upload(key)}&ifGenerationMatch=0`;
      const asked = await call({ method: "POST", url, body: bytes, path, action: "create", accepts: [412] });
      await done(asked);
      return { isNew: asked.response.ok, isSure: asked.tries === 1 };
    },
    async delete(key, path) {
      await done(await call({ method: "DELETE", url: at(key), path, action: "remove", accepts: [404] }));
    },
    async *list(below, path) {
      for (let page = ""; ; ) {
        const url = `${objects}?prefix=${encoded(below)}&fields=nextPageToken,items(name,size,updated)${page ? `&pageToken=${encoded(page)}` : ""}`;
        const { response } = await call({ method: "GET", url, path, action: "list" });
        const { items = [], nextPageToken } = (await response.json()) as { items?: Resource[]; nextPageToken?: string };
        for (const { name, size, updated } of items) yield { key: name, sizeBytes: Number(size), modifiedAtMs: Date.parse(updated) };
        if (!nextPageToken) return;
        page = nextPageToken;
      }
    },
  });
}
