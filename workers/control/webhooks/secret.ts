import { fromBase64Url } from "../../shared/bytes.ts";
import { open, seal } from "../../shared/envelope.ts";
import type { RequestCtx } from "../context.ts";

/** Standard Webhooks 1.0: 24 to 64 random bytes. */
const SECRET_BYTES = 32;
const PREFIX = "whsec_";

/** A new secret, as it is shown: `whsec_` and base64. */
export const newSecret = (): string => PREFIX + btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(SECRET_BYTES))));

/** The bytes that a secret stands for. */
export const secretBytes = (secret: string): Uint8Array<ArrayBuffer> => fromBase64Url(secret.slice(PREFIX.length));

export type SealedColumn = "secret_sealed" | "previous_secret_sealed" | "headers_sealed";

const placeOf = (column: SealedColumn, id: string) => ({ table: "webhook_endpoints", column, row: id });

export const sealFor = (ctx: Pick<RequestCtx, "settings">, column: SealedColumn, id: string, text: string): Promise<string> =>
  seal(ctx.settings.keyring, placeOf(column, id), text);

export const openOf = (ctx: Pick<RequestCtx, "settings">, column: SealedColumn, id: string, sealed: string): Promise<string> =>
  open(ctx.settings.keyring, placeOf(column, id), sealed);
