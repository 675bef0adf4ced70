import { backoffMs, retryAfterMs, wait } from "../../../transport/backoff.ts";
import { StorageError } from "../errors.ts";

/** Tries of one request; the waits between them grow to 8 s each. */
const TRIES = 6;
/** Time for a request beside what its bytes take, in ms. */
const TIMEOUT_MS = 60_000;
/** Slowest transfer that is waited for, in bytes per ms. */
const BYTES_PER_MS = 50;

export interface Asking {
  /** Of the storage. */
  uri: string;
  path: string;
  /** For the error: "Cannot {action} …". */
  action: string;
  /** Makes the request, signed anew for each try. */
  request(signal: AbortSignal): Promise<Request>;
  /** Statuses beside 2xx that are an answer. */
  accepts?: readonly number[];
  /** Bytes that the request carries. */
  sizeBytes?: number;
  fetch: typeof fetch;
  /** What to do about 401 and 403. */
  credentialAdvice: string;
}

export interface Asked {
  response: Response;
  /** More than 1 means that an earlier try may have done its work and lost only its answer. */
  tries: number;
}

/**
 * One request to an object store, repeated while the network or the store is to blame.
 * @throws StorageError with the store's own words
 */
export async function ask(asking: Asking): Promise<Asked> {
  const { uri, path, action, request, accepts = [], sizeBytes = 0, fetch: send } = asking;
  for (let tries = 1; ; tries++) {
    let cause: unknown;
    let response: Response | null = null;
    const signed = await request(AbortSignal.timeout(TIMEOUT_MS + Math.ceil(sizeBytes / BYTES_PER_MS)));
    try {
      response = await send(signed);
    } catch (error) {
      cause = error;
    }
    if (response && (response.ok || accepts.includes(response.status))) return { response, tries };
    const isWorthwhile = !response || response.status === 408 || response.status === 429 || response.status >= 500;
    if (isWorthwhile && tries < TRIES) {
      await response?.body?.cancel();
      await wait(Math.max(backoffMs(tries - 1), Math.min(response ? (retryAfterMs(response.headers, Date.now()) ?? 0) : 0, 30_000)));
      continue;
    }
    if (!response) {
      const reason = `no answer after ${tries} tries (${messageOf(cause)})`;
      throw new StorageError({ uri, path, action, reason, advice: "Check the network and the endpoint, then try again.", cause });
    }
    const said = (await response.text().catch(() => "")).trim();
    const reason = `the store answered ${response.status}${said ? ` ${shortened(said)}` : ""}`;
    throw new StorageError({ uri, path, action, reason, advice: adviceFor(response.status, asking.credentialAdvice) });
  }
}

function adviceFor(status: number, credentialAdvice: string): string {
  if (status === 401 || status === 403) return credentialAdvice;
  if (status === 404) return "Check that the bucket or container is there and its name is right.";
  if (status === 301 || status === 307) return "Check region and endpoint of the bucket.";
  if (status === 507 || status === 413) return "Free some space or choose another target root.";
  return "Try again; if it stays so, look at the store's own log.";
}

function messageOf(error: unknown): string {
  const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return inner instanceof Error ? inner.message || inner.name : String(inner);
}

/** Code and message of an error in XML or JSON, else its beginning. */
function shortened(said: string): string {
  const words = [elements(said, "Code")[0], elements(said, "Message")[0]].filter(Boolean).join(": ");
  const json = /"message":\s*"([^"]+)"/.exec(said)?.[1];
  return (words || json || said).replace(/\s+/g, " ").slice(0, 300);
}

const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** Contents of the elements of a name, in order. For the flat lists of object stores, whose elements of a name do not nest. */
export function elements(xml: string, name: string): string[] {
  return Array.from(xml.matchAll(new RegExp(`<${name}(?:\\s[^>]*)?(?:/>|>([\\s\\S]*?)</${name}>)`, "g")), ([, inside]) => inside ?? "");
}

/** Text of the first element of a name, with entities resolved. */
export function textIn(xml: string, name: string): string | null {
  const found = elements(xml, name)[0];
  if (found === undefined) return null;
  return found.replace(/&(#x[0-9a-f]+|#\d+|\w+);/gi, (whole, entity: string) => {
    if (!entity.startsWith("#")) return ENTITIES[entity] ?? whole;
    return String.fromCodePoint(entity[1]?.toLowerCase() === "x" ? Number.parseInt(entity.slice(2), 16) : Number(entity.slice(1)));
  });
}

/** A name as RFC 3986 has it in a path or a query. */
export const encoded = (name: string): string =>
  encodeURIComponent(name).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

/** A key with each of its names encoded. */
export const encodedKey = (key: string): string => key.split("/").map(encoded).join("/");

/**
 * All bytes of an answer.
 * @throws StorageError when the connection breaks in the middle
 */
export async function wholeBody(response: Response, { uri, path }: { uri: string; path: string }): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await response.arrayBuffer());
  } catch (cause) {
    throw new StorageError({ uri, path, action: "read", reason: "the connection broke", advice: "Try again.", cause });
  }
}
