import { ID_PREFIXES, type IdKind } from "@cairn/sdk/schema";

/** A new UUIDv7 (RFC 9562 section 5.7): 48 bits of time in ms, then random bits, so ids sort by age. */
export function uuidV7(nowMs: number, random: Uint8Array = crypto.getRandomValues(new Uint8Array(10))): string {
  const bytes = new Uint8Array(16);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(nowMs) << 16n);
  bytes.set(random, 6);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** A new id of a kind, e.g. `run_01932c07-…`. */
export const newId = (kind: IdKind, nowMs: number): string => `${ID_PREFIXES[kind]}_${uuidV7(nowMs)}`;
