/** Who a key speaks for: a person (`pat`, personal access token) or a service account (`svc`). */
export type KeyKind = "pat" | "svc";

const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/** 40 characters of base62 are 238 bits. */
const RANDOM_CHARS = 40;
/** 62^6 is more than 2^32, so six digits hold any CRC-32. */
const CHECKSUM_CHARS = 6;
const KEY = /^cairn_(?:pat|svc)_[0-9A-Za-z]{46}$/;
const HINT_HEAD_CHARS = 14;
const HINT_TAIL_CHARS = 4;

/** A new key: `cairn_<kind>_<random><checksum>`. */
export function newSecret(kind: KeyKind): string {
  const body = `cairn_${kind}_${randomBase62(RANDOM_CHARS)}`;
  return body + checksum(body);
}

/** Whether a text is a key by its form and checksum; what is not needs no look-up, and scanners for leaked secrets can tell offline. */
export const isWellFormed = (secret: string): boolean =>
  KEY.test(secret) && checksum(secret.slice(0, -CHECKSUM_CHARS)) === secret.slice(-CHECKSUM_CHARS);

/** What may be shown of a key for ever. */
export const hintOf = (secret: string): string => `${secret.slice(0, HINT_HEAD_CHARS)}…${secret.slice(-HINT_TAIL_CHARS)}`;

/** CRC-32 (IEEE 802.3) in base62, as in the tokens of other services that scanners know. */
function checksum(text: string): string {
  let rest = crc32(new TextEncoder().encode(text));
  let digits = "";
  for (let i = 0; i < CHECKSUM_CHARS; i++) {
    digits = (BASE62[rest % 62] ?? "") + digits;
    rest = Math.floor(rest / 62);
  }
  return digits;
}

/** CRC-32 with the reflected polynomial 0xEDB88320. */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/** Random characters, each equally likely: bytes past the last multiple of 62 are thrown away. */
function randomBase62(length: number): string {
  let text = "";
  while (text.length < length) {
    for (const byte of crypto.getRandomValues(new Uint8Array(length * 2)))
      if (byte < 248 && text.length < length) text += BASE62[byte % 62] ?? "";
  }
  return text;
}
