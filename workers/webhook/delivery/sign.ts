import type { SigningKey } from "../target.ts";

/** The headers of Standard Webhooks 1.0 for one attempt: signed by every key that holds at that time, the newest first. */
export async function signedHeaders(
  keys: readonly SigningKey[],
  { id, body, now }: { id: string; body: string; now: number },
): Promise<Record<string, string>> {
  const timestamp = String(Math.floor(now / 1_000));
  const text = new TextEncoder().encode(`${id}.${timestamp}.${body}`);
  const signatures = await Promise.all(
    keys
      .filter(({ until }) => until === null || until > now)
      .map(async ({ key }) => `v1,${btoa(String.fromCharCode(...new Uint8Array(await crypto.subtle.sign("HMAC", key, text))))}`),
  );
  return { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signatures.join(" ") };
}
