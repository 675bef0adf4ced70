import { usage } from "./failure.ts";

const PREFIX = "whsec_";

/** Signs as Cairn does (Standard Webhooks 1.0). */
export interface Signer {
  secret: string;
  headers(id: string, body: string): Promise<Record<string, string>>;
}

/** A signer with a secret, or with a new one. Throws a usage failure for what is no secret. */
export async function newSigner(given: string | undefined): Promise<Signer> {
  const secret = given ?? PREFIX + Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64");
  if (!/^whsec_[A-Za-z0-9+/]{16,}={0,2}$/.test(secret)) throw usage("--secret must be whsec_ and base64, as an endpoint's secret is.");
  const raw = Uint8Array.from(Buffer.from(secret.slice(PREFIX.length), "base64"));
  const key = await crypto.subtle.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return {
    secret,
    async headers(id, body) {
      const timestamp = String(Math.floor(Date.now() / 1_000));
      const signature = await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(`${id}.${timestamp}.${body}`));
      return {
        "webhook-id": id,
        "webhook-timestamp": timestamp,
        "webhook-signature": `v1,${Buffer.from(signature).toString("base64")}`,
      };
    },
  };
}
