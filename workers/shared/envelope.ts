import { fromBase64Url, toBase64Url } from "./bytes.ts";

/**
 * Secrets at rest: AES-256-GCM with a random 96-bit nonce. The text is `v<key version>.<nonce>.<ciphertext>`; the additional
 * data names table, column and row, so that a value moved to another row does not open.
 */
export interface Place {
  table: string;
  column: string;
  row: string;
}

/** Master secrets by version, newest first; the first one seals, all of them open. */
export interface Keyring {
  version: number;
  secret: string;
}

async function keyOf(secret: string): Promise<CryptoKey> {
  const base = await crypto.subtle.importKey("raw", new TextEncoder().encode(secret), "HKDF", false, ["deriveKey"]);
  const params = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: new TextEncoder().encode("cairn secrets at rest") };
  return crypto.subtle.deriveKey(params, base, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

const additionalData = (place: Place, version: number) =>
  new TextEncoder().encode(JSON.stringify([place.table, place.column, place.row, version]));

/** Encrypts a text for one place with the newest key. */
export async function seal(keyring: readonly Keyring[], place: Place, text: string): Promise<string> {
  const key = keyring[0];
  if (!key) throw new Error("no key to seal with");
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const params = { name: "AES-GCM", iv, additionalData: additionalData(place, key.version) };
  const sealed = await crypto.subtle.encrypt(params, await keyOf(key.secret), new TextEncoder().encode(text));
  return `v${key.version}.${toBase64Url(iv)}.${toBase64Url(new Uint8Array(sealed))}`;
}

/** Decrypts what `seal` made for the same place. Throws when the place, the key or the text was changed. */
export async function open(keyring: readonly Keyring[], place: Place, sealed: string): Promise<string> {
  const match = /^v(\d+)\.([\w-]+)\.([\w-]+)$/.exec(sealed);
  const key = keyring.find((k) => k.version === Number(match?.[1]));
  if (!match || !key) throw new Error("sealed with an unknown key");
  const params = { name: "AES-GCM", iv: fromBase64Url(match[2] ?? ""), additionalData: additionalData(place, key.version) };
  const text = await crypto.subtle.decrypt(params, await keyOf(key.secret), fromBase64Url(match[3] ?? ""));
  return new TextDecoder().decode(text);
}
