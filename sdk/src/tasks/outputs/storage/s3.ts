import { AwsClient } from "aws4fetch";
import { eachOf } from "../../../run/upload.ts";
import type { Storage } from "../../types.ts";
import { owned, sha256Hex } from "../bytes.ts";
import { invalid, StorageError } from "../errors.ts";
import { type Asked, type Asking, ask, elements, encoded, encodedKey, textIn, wholeBody } from "./http.ts";
import { objectStorage, placeOf, type StoredKey } from "./object-store.ts";

const MIB = 1024 * 1024;
/** Above this many bytes an object is sent in parts. */
const SINGLE_MAX = 64 * MIB;
/** Bytes of a part; S3 takes 10,000 of them, R2 only equal ones. */
const PART = 32 * MIB;
const PARTS_MAX = 10_000;
const PARTS_AT_ONCE = 4;

export interface S3Options {
  /** `s3://bucket/prefix` */
  uri: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** Of temporary credentials. */
  sessionToken?: string;
  /** `us-east-1` by default; R2 calls it `auto`. */
  region?: string;
  /** Of another store than Amazon's, e.g. `https://<account>.r2.cloudflarestorage.com`; the bucket goes into the path. */
  endpoint?: string;
  fetch?: typeof fetch;
  /** For tests: above this many bytes an object is sent in parts of so many. */
  partBytes?: number;
}

/**
 * A bucket of Amazon S3 or of what speaks its protocol: R2, OVHcloud, Ceph, MinIO. `create` needs a store that knows `If-None-Match: *` on PUT,
 * as those do.
 *
 * @throws ValidationError for a URI that names no bucket
 *
 * @example s3Storage({ uri: "s3://acme-artifacts/vision", accessKeyId, secretAccessKey, region: "eu-west-1" })
 */
export function s3Storage(options: S3Options): Storage {
  const { accessKeyId, secretAccessKey, sessionToken, region = "us-east-1", endpoint, fetch: send = fetch, partBytes } = options;
  const { bucket, prefix } = placeOf(options.uri);
  const uri = prefix === "" ? `s3://${bucket}` : `s3://${bucket}/${prefix}`;
  if (endpoint !== undefined && !URL.canParse(endpoint)) throw invalid("endpoint", "url", "must be a URL");
  // Amazon's certificate does not cover bucket names with dots.
  const base = endpoint
    ? `${endpoint.replace(/\/+$/, "")}/${bucket}`
    : bucket.includes(".")
      ? `https://s3.${region}.amazonaws.com/${bucket}`
      : `https://${bucket}.s3.${region}.amazonaws.com`;
  const client = new AwsClient({
    accessKeyId,
    secretAccessKey,
    ...(sessionToken ? { sessionToken } : {}),
    region,
    service: "s3",
    retries: 0,
  });

  interface Ask extends Pick<Asking, "path" | "action" | "accepts"> {
    method: string;
    key?: string;
    query?: Record<string, string>;
    headers?: Record<string, string>;
    body?: Uint8Array;
  }
  async function call({ method, key, query = {}, headers = {}, body, ...asking }: Ask): Promise<Asked> {
    const words = Object.entries(query).map(([name, value]) => `${encoded(name)}=${encoded(value)}`);
    const url = `${base}/${key === undefined ? "" : encodedKey(key)}${words.length > 0 ? `?${words.join("&")}` : ""}`;
    // Signing the digest lets the store refuse bytes that changed on their way.
    const signed = { ...headers, "x-amz-content-sha256": await sha256Hex(body ?? new Uint8Array()) };
    return ask({
      ...asking,
      uri,
      fetch: send,
      sizeBytes: body?.length ?? 0,
      credentialAdvice: "Check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, the region and what the key may do.",
      request: async (signal) => {
        const request = await client.sign(url, { method, headers: signed, ...(body ? { body: owned(body) } : {}) });
        return new Request(request, { signal });
      },
    });
  }

  async function putParts(key: string, bytes: Uint8Array, path: string, commit?: () => void | Promise<void>): Promise<void> {
    const action = "write";
    const size = Math.max(partBytes ?? PART, Math.ceil(bytes.length / PARTS_MAX));
    const begun = await call({ method: "POST", key, query: { uploads: "" }, path, action });
    const uploadId = textIn(await begun.response.text(), "UploadId");
    if (!uploadId) throw unreadable(path, action);
    try {
      const count = Math.ceil(bytes.length / size);
      const tags: string[] = [];
      await eachOf([...Array(count).keys()], PARTS_AT_ONCE, async (i) => {
        const body = bytes.subarray(i * size, (i + 1) * size);
        const { response } = await call({ method: "PUT", key, query: { partNumber: String(i + 1), uploadId }, body, path, action });
        tags[i] = response.headers.get("etag") ?? "";
        await response.body?.cancel();
      });
      const parts = tags
        .map((tag, i) => `<Part><PartNumber>${i + 1}</PartNumber><ETag>${tag.replace(/"/g, "&quot;")}</ETag></Part>`)
        .join("");
      const body = new TextEncoder().encode(`<CompleteMultipartUpload>${parts}</CompleteMultipartUpload>`);
      await commit?.();
      const { response, tries } = await call({ method: "POST", key, query: { uploadId }, body, path, action, accepts: [404] });
      const said = await response.text();
      // Status 200 comes before the parts are joined, so that an error can follow it.
      if (response.ok && !said.includes("<Error>")) return;
      const isDone = response.status === 404 && tries > 1 && (await head(key, path))?.sizeBytes === bytes.length;
      if (!isDone) throw unreadable(path, action, textIn(said, "Message"));
    } catch (error) {
      await call({ method: "DELETE", key, query: { uploadId }, path, action: "give up", accepts: [404] }).catch(() => {});
      throw error;
    }
  }

  const unreadable = (path: string, action: string, said?: string | null) =>
    new StorageError({
      uri,
      path,
      action,
      reason: said || "the store's answer is not S3's",
      advice: "Check the endpoint, then try again.",
    });

  async function head(key: string, path: string) {
    const { response } = await call({ method: "HEAD", key, path, action: "look at", accepts: [404] });
    if (response.status === 404) return null;
    const modified = Date.parse(response.headers.get("last-modified") ?? "");
    return { sizeBytes: Number(response.headers.get("content-length")), modifiedAtMs: modified };
  }

  return objectStorage(uri, prefix, {
    head,
    async get(key, path) {
      const { response } = await call({ method: "GET", key, path, action: "read", accepts: [404] });
      if (response.status === 404) return missingKey(await response.text(), path);
      return wholeBody(response, { uri, path });
    },
    async put(key, bytes, path, commit) {
      if (bytes.length > (partBytes ?? SINGLE_MAX)) return putParts(key, bytes, path, commit);
      await commit?.();
      const { response } = await call({ method: "PUT", key, body: bytes, path, action: "write" });
      await response.body?.cancel();
    },
    async putNew(key, bytes, path) {
      const headers = { "if-none-match": "*" };
      // 409 is another conditional write of the same key that is under way.
      const { response, tries } = await call({ method: "PUT", key, body: bytes, headers, path, action: "create", accepts: [409, 412] });
      await response.body?.cancel();
      return { isNew: response.ok, isSure: tries === 1 };
    },
    async delete(key, path) {
      const { response } = await call({ method: "DELETE", key, path, action: "remove", accepts: [404] });
      await response.body?.cancel();
    },
    async *list(below, path) {
      for (let token: string | null = null; ; ) {
        const query = { "list-type": "2", prefix: below, "encoding-type": "url", ...(token ? { "continuation-token": token } : {}) };
        const { response } = await call({ method: "GET", query, path, action: "list" });
        const xml = await response.text();
        if (!xml.includes("<ListBucketResult")) throw unreadable(path, "list");
        const isEncoded = textIn(xml, "EncodingType") === "url";
        for (const one of elements(xml, "Contents")) yield keyIn(one, isEncoded);
        token = textIn(xml, "NextContinuationToken");
        if (textIn(xml, "IsTruncated") !== "true" || !token) return;
      }
    },
  });

  /** A bucket that is not there is trouble; a key that is not there is an answer. */
  function missingKey(said: string, path: string): null {
    if (!said.includes("NoSuchBucket")) return null;
    throw new StorageError({
      uri,
      path,
      action: "read",
      reason: `there is no bucket ${bucket}`,
      advice: "Make it or correct the target root.",
    });
  }
}

function keyIn(xml: string, isEncoded: boolean): StoredKey {
  const key = textIn(xml, "Key") ?? "";
  return {
    key: isEncoded ? decodeURIComponent(key.replace(/\+/g, " ")) : key,
    sizeBytes: Number(textIn(xml, "Size")),
    modifiedAtMs: Date.parse(textIn(xml, "LastModified") ?? ""),
  };
}
