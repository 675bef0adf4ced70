import type { Storage } from "../../types.ts";
import { base64, fromBase64, owned, utf8 } from "../bytes.ts";
import { invalid, StorageError } from "../errors.ts";
import { type Asked, type Asking, ask, elements, encoded, encodedKey, textIn, wholeBody } from "./http.ts";
import { objectStorage, placeOf } from "./object-store.ts";

/** Of the REST API. */
const VERSION = "2023-11-03";
const MIB = 1024 * 1024;
/** Above this many bytes a blob is sent in blocks. */
const SINGLE_MAX = 64 * MIB;
/** Bytes of a block; a blob has 50,000 at most. */
const BLOCK = 64 * MIB;

export interface AzureOptions {
  /** `az://container/prefix` */
  uri: string;
  account: string;
  /** Shared key of the account, Base64. */
  key?: string;
  /** A shared access signature for the container, instead of a key. */
  sas?: string;
  /** `https://<account>.blob.core.windows.net` by default. */
  endpoint?: string;
  fetch?: typeof fetch;
  /** For tests: above this many bytes a blob is sent in blocks of so many. */
  blockBytes?: number;
}

/**
 * A container of Azure Blob Storage, by a shared key or a shared access signature (rights: read, create, write, delete, list).
 *
 * @throws ValidationError for a URI that names no container, and without key and signature
 *
 * @example azureStorage({ uri: "az://artifacts/vision", account: "acme", key })
 */
export function azureStorage(options: AzureOptions): Storage {
  const { account, key: sharedKey, sas, fetch: send = fetch, blockBytes } = options;
  const { bucket, prefix } = placeOf(options.uri);
  const uri = prefix === "" ? `az://${bucket}` : `az://${bucket}/${prefix}`;
  const endpoint = (options.endpoint ?? `https://${account}.blob.core.windows.net`).replace(/\/+$/, "");
  if (!URL.canParse(endpoint)) throw invalid("endpoint", "url", "must be a URL");
  if (!sharedKey && !sas) throw invalid("key", "required", "needs the account's key or a shared access signature (sas)");
  const sasQuery = [...new URLSearchParams(sas?.replace(/^\?/, "") ?? "")];
  let signing: Promise<CryptoKey> | undefined;

  interface Ask extends Pick<Asking, "path" | "action" | "accepts"> {
    method: string;
    key?: string;
    query?: Record<string, string>;
    headers?: Record<string, string>;
    body?: Uint8Array;
  }
  async function call({ method, key, query = {}, headers = {}, body, ...asking }: Ask): Promise<Asked> {
    const own = Object.entries(query);
    const all = sharedKey ? own : [...own, ...sasQuery];
    const words = all.map(([name, value]) => `${encoded(name)}=${encoded(value)}`);
    const url = new URL(
      `${endpoint}/${bucket}${key === undefined ? "" : `/${encodedKey(key)}`}${words.length > 0 ? `?${words.join("&")}` : ""}`,
    );
    return ask({
      ...asking,
      uri,
      fetch: send,
      sizeBytes: body?.length ?? 0,
      credentialAdvice: "Check AZURE_STORAGE_ACCOUNT, and AZURE_STORAGE_KEY or AZURE_STORAGE_SAS_TOKEN and what it allows.",
      request: async (signal) => {
        const sent = new Headers({ ...headers, "x-ms-version": VERSION, "x-ms-date": new Date().toUTCString() });
        if (body) sent.set("content-type", "application/octet-stream");
        if (sharedKey) {
          signing ??= importKey(sharedKey);
          const text = stringToSign({ method, url, headers: sent, length: body?.length ?? 0, account, query: own });
          const signature = await crypto.subtle.sign("HMAC", await signing, utf8(text));
          sent.set("authorization", `SharedKey ${account}:${base64(new Uint8Array(signature))}`);
        }
        return new Request(url, { method, headers: sent, signal, ...(body ? { body: owned(body) } : {}) });
      },
    });
  }

  const done = async ({ response }: Asked): Promise<void> => void (await response.body?.cancel());

  return objectStorage(uri, prefix, {
    async head(key, path) {
      const { response } = await call({ method: "HEAD", key, path, action: "look at", accepts: [404] });
      if (response.status === 404) return null;
      const modifiedAtMs = Date.parse(response.headers.get("last-modified") ?? "");
      return { sizeBytes: Number(response.headers.get("content-length")), modifiedAtMs };
    },
    async get(key, path) {
      const { response } = await call({ method: "GET", key, path, action: "read", accepts: [404] });
      if (response.status === 404) {
        await response.body?.cancel();
        if (response.headers.get("x-ms-error-code") !== "ContainerNotFound") return null;
        const reason = `there is no container ${bucket}`;
        throw new StorageError({ uri, path, action: "read", reason, advice: "Make it or correct the target root." });
      }
      return wholeBody(response, { uri, path });
    },
    async put(key, bytes, path, commit) {
      const action = "write";
      const size = Math.max(blockBytes ?? BLOCK, Math.ceil(bytes.length / 50_000));
      if (bytes.length <= (blockBytes ?? SINGLE_MAX)) {
        await commit?.();
        return done(await call({ method: "PUT", key, body: bytes, headers: { "x-ms-blob-type": "BlockBlob" }, path, action }));
      }
      const ids: string[] = [];
      // Ids of one blob have one length; those of this write are told from those of another that is under way.
      const own = crypto.randomUUID();
      for (let i = 0; i * size < bytes.length; i++) {
        const id = base64(utf8(`${own}-${String(i).padStart(6, "0")}`));
        const block = bytes.subarray(i * size, (i + 1) * size);
        await done(await call({ method: "PUT", key, query: { comp: "block", blockid: id }, body: block, path, action }));
        ids.push(id);
      }
      const list = `<?xml version="1.0" encoding="utf-8"?><BlockList>${ids.map((id) => `<Latest>${id}</Latest>`).join("")}</BlockList>`;
      await commit?.();
      await done(await call({ method: "PUT", key, query: { comp: "blocklist" }, body: utf8(list), path, action }));
    },
    async putNew(key, bytes, path) {
      const headers = { "x-ms-blob-type": "BlockBlob", "if-none-match": "*" };
      const asked = await call({ method: "PUT", key, body: bytes, headers, path, action: "create", accepts: [409, 412] });
      await done(asked);
      return { isNew: asked.response.ok, isSure: asked.tries === 1 };
    },
    async delete(key, path) {
      await done(await call({ method: "DELETE", key, path, action: "remove", accepts: [404] }));
    },
    async *list(below, path) {
      for (let marker = ""; ; ) {
        const query = { restype: "container", comp: "list", prefix: below, ...(marker ? { marker } : {}) };
        const { response } = await call({ method: "GET", query, path, action: "list" });
        const xml = await response.text();
        for (const one of elements(xml, "Blob")) {
          const name = textIn(one, "Name") ?? "";
          yield {
            // What XML cannot hold is sent encoded.
            key: /<Name\s+Encoded="true"/i.test(one) ? decodeURIComponent(name) : name,
            sizeBytes: Number(textIn(one, "Content-Length")),
            modifiedAtMs: Date.parse(textIn(one, "Last-Modified") ?? ""),
          };
        }
        marker = textIn(xml, "NextMarker") ?? "";
        if (!marker) return;
      }
    },
  });
}

async function importKey(key: string): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", fromBase64(key), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
}

interface Signed {
  method: string;
  url: URL;
  headers: Headers;
  length: number;
  account: string;
  query: readonly (readonly [string, string])[];
}

/** What is signed with a shared key ("Authorize with Shared Key", Blob service, since version 2015-02-21). */
function stringToSign({ method, url, headers, length, account, query }: Signed): string {
  const one = (name: string): string => headers.get(name) ?? "";
  const own = [...headers].filter(([name]) => name.startsWith("x-ms-")).sort(([a], [b]) => (a < b ? -1 : 1));
  const params = [...query].map(([name, value]) => `\n${name.toLowerCase()}:${value}`).sort();
  return [
    method,
    one("content-encoding"),
    one("content-language"),
    length === 0 ? "" : String(length),
    one("content-md5"),
    one("content-type"),
    "", // Date, in whose place x-ms-date is
    one("if-modified-since"),
    one("if-match"),
    one("if-none-match"),
    one("if-unmodified-since"),
    one("range"),
    ...own.map(([name, value]) => `${name}:${value.trim()}`),
    `/${account}${url.pathname}${params.join("")}`,
  ].join("\n");
}
