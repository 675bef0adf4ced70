import type { WebhookFormat } from "@cairn/sdk/schema";
import type { RequestCtx } from "../control/context.ts";
import { openOf, secretBytes } from "../control/webhooks/secret.ts";
import { type EndpointRow, findEndpoint } from "../control/webhooks/store.ts";

/** A key that signs, and until when; null: for good. */
export interface SigningKey {
  key: CryptoKey;
  until: number | null;
}

/** All that a delivery has to know of an endpoint, its secrets opened. */
export interface Target {
  row: EndpointRow;
  url: string;
  format: WebhookFormat;
  /** The newest first. */
  keys: readonly SigningKey[];
  /** Headers that were asked for, by name. */
  headers: Readonly<Record<string, string>>;
  rateLimit: number | null;
  isDisabled: boolean;
  /** Where links lead to. */
  origin: string;
}

/** The endpoint of an id with its secrets; null when there is none. */
export async function readTarget(ctx: Pick<RequestCtx, "db" | "settings">, id: string): Promise<Target | null> {
  const row = await findEndpoint(ctx.db, id);
  if (!row) return null;
  const keys = [{ key: await signingKey(await openOf(ctx, "secret_sealed", id, row.secretSealed)), until: null as number | null }];
  if (row.previousSecretSealed !== null && row.previousSecretUntil !== null)
    keys.push({
      key: await signingKey(await openOf(ctx, "previous_secret_sealed", id, row.previousSecretSealed)),
      until: row.previousSecretUntil,
    });
  return {
    row,
    url: row.url,
    format: row.format,
    keys,
    headers: JSON.parse(await openOf(ctx, "headers_sealed", id, row.headersSealed)) as Record<string, string>,
    rateLimit: row.rateLimit,
    isDisabled: row.disabledAt !== null,
    origin: ctx.settings.CAIRN_ORIGIN,
  };
}

const signingKey = (secret: string): Promise<CryptoKey> =>
  crypto.subtle.importKey("raw", secretBytes(secret), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
