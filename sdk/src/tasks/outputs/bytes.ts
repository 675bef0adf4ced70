import { sha256Hex as sha256Now } from "../identity/hash.ts";

/** Bytes above which it is worth waiting for a digest that is worked out beside this thread. */
const LARGE = 64 * 1024;

/** SHA-256 as 64 lowercase hexadecimal digits. */
export async function sha256Hex(bytes: Uint8Array): Promise<string> {
  if (bytes.length < LARGE) return sha256Now(bytes);
  const digest = await crypto.subtle.digest("SHA-256", owned(bytes));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The same bytes on a plain ArrayBuffer; copied only when they lie on a shared one. */
export function owned(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes.buffer instanceof ArrayBuffer ? (bytes as Uint8Array<ArrayBuffer>) : new Uint8Array(bytes);
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export const utf8 = (text: string): Uint8Array<ArrayBuffer> => encoder.encode(text);

/** @throws TypeError for bytes that are no UTF-8. */
export const textOf = (bytes: Uint8Array): string => decoder.decode(bytes);

/** Base64 of RFC 4648 section 4. */
export function base64(bytes: Uint8Array): string {
  let binary = "";
  for (let i = 0; i < bytes.length; i += 0x8000) binary += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return btoa(binary);
}

/** @throws DOMException for what is no Base64 */
export const fromBase64 = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
