import { Fault } from "../shared/errors.ts";
import { contentDisposition } from "./disposition.ts";
import { isHarmless, withCharset } from "./media-type.ts";
import { orUnavailable } from "./r2.ts";
import { namesTag, parseRange } from "./range.ts";

/** Bytes that a row names. */
export interface StoredBytes {
  /** Their key in R2. */
  key: string;
  sha256: string;
  size: number;
  contentType: string;
  /** Name of the file that a browser saves. */
  name: string;
}

/** Nothing in the answer may run, load or be framed, whatever it claims to be. */
const CONTENT_SECURITY_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

/**
 * Answers bytes, or a part of them (RFC 9110 sections 13 and 14). Throws `range_not_satisfiable`, `unavailable`.
 * @param isDownload whether a browser saves them even when it could show them
 */
export async function serveBytes(request: Request, bucket: R2Bucket, bytes: StoredBytes, isDownload: boolean): Promise<Response> {
  const { key, sha256, size, contentType, name } = bytes;
  const tag = `"${sha256}"`;
  const kind = isDownload || !isHarmless(contentType) ? "attachment" : "inline";
  const headers = new Headers({
    etag: tag,
    "accept-ranges": "bytes",
    "cache-control": "private, no-cache",
    "content-type": withCharset(contentType),
    "content-disposition": contentDisposition(kind, name),
    "content-security-policy": CONTENT_SECURITY_POLICY,
  });
  if (namesTag(request.headers.get("if-none-match"), tag)) return new Response(null, { status: 304, headers });
  const ifRange = request.headers.get("if-range");
  const range = ifRange === null || ifRange === tag ? parseRange(request.headers.get("range"), size) : null;
  if (range === "none") throw new RangeFault(size);
  const length = range?.length ?? size;
  headers.set("content-length", String(length));
  if (range) headers.set("content-range", `bytes ${range.offset}-${range.offset + length - 1}/${size}`);
  const status = range ? 206 : 200;
  if (request.method === "HEAD" || length === 0) return new Response(null, { status, headers });
  const object = await orUnavailable(() => bucket.get(key, range ? { range } : {}));
  if (!object) throw new Error(`bytes are gone: ${key}`);
  return new Response(object.body, { status, headers });
}

/** Carries what the answer has to say in `Content-Range`. */
export class RangeFault extends Fault {
  readonly contentRange: string;

  constructor(size: number) {
    super("range_not_satisfiable", `There are ${size} bytes.`, { limit: { name: "size", value: size } });
    this.contentRange = `bytes */${size}`;
  }
}
