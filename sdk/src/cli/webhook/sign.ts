/** Standard Webhooks 1.0: 24 to 64 random bytes. */
const SECRET_BYTES = 32;

/** A secret such as endpoints have. */
export const newSecret = (): string => `whsec_${Buffer.from(crypto.getRandomValues(new Uint8Array(SECRET_BYTES))).toString("base64")}`;

/** Whether a text is a secret: `whsec_` and the base64 of 24 to 64 bytes. */
export function isSecret(text: string): boolean {
  const bytes = Buffer.from(text.slice("whsec_".length), "base64").length;
  return /^whsec_[A-Za-z0-9+/]+={0,2}$/.test(text) && bytes >= 24 && bytes <= 64;
}

/** The headers with which Cairn sends a body, now (Standard Webhooks 1.0). */
export async function signedHeaders(
  secret: string,
  { id, body, now }: { id: string; body: string; now: number },
): Promise<Record<string, string>> {
  const bytes = Buffer.from(secret.slice("whsec_".length), "base64");
  const key = await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const timestamp = String(Math.floor(now / 1_000));
  const signature = await crypto.subtle.sign("HMAC", key, Buffer.from(`${id}.${timestamp}.${body}`));
  return {
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": `v1,${Buffer.from(signature).toString("base64")}`,
  };
}
