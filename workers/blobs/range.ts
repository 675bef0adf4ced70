/** Part of some bytes. */
export interface ByteRange {
  offset: number;
  length: number;
}

/**
 * Reads a `Range` header (RFC 9110 section 14.2) for bytes of a size: null for the whole, also when there is none, when it is not
 * well formed, or asks for several parts, which a server may do; `none` when there are no such bytes.
 */
export function parseRange(header: string | null, size: number): ByteRange | "none" | null {
  const match = /^\s*bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*$/i.exec(header ?? "");
  if (!match) return null;
  const [, from = "", to = ""] = match;
  if (from === "" && to === "") return null;
  if (from === "") {
    const length = Math.min(Number(to), size);
    return length === 0 ? "none" : { offset: size - length, length };
  }
  const offset = Number(from);
  if (to !== "" && Number(to) < offset) return null;
  if (offset >= size) return "none";
  const end = to === "" ? size - 1 : Math.min(Number(to), size - 1);
  return { offset, length: end - offset + 1 };
}

/** Whether a list of entity tags, as `If-None-Match` has it, names one; weak or not is all the same there (RFC 9110 section 13.1.2). */
export const namesTag = (header: string | null, tag: string): boolean =>
  header !== null && (header.trim() === "*" || [...header.matchAll(/(?:W\/)?("[^"]*")/g)].some(([, one]) => one === tag));
