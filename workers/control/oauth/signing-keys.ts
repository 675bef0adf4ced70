import type { JWK } from "jose";
import { exportJWK, generateKeyPair, importJWK } from "jose";
import { HOUR_MS, SECOND_MS } from "../../shared/clock.ts";
import { open, seal } from "../../shared/envelope.ts";
import type { RequestCtx } from "../context.ts";
import { insertSigningKey, listSigningKeys } from "./store.ts";

export const SIGNING_ALGORITHM = "ES256";

type Key = Awaited<ReturnType<typeof importJWK>>;

interface Ring {
  at: number;
  signing: { kid: string; key: Key };
  verifying: ReadonlyMap<string, Key>;
  publicJwks: JWK[];
}

/** Tokens with made-up key ids must not cost a database read each. */
const ASK_AGAIN_AFTER_MS = 5 * SECOND_MS;

/** Public keys change at a rotation only; the ring is kept per isolate and per secret. */
let kept: { secret: string; ring: Ring } | null = null;

/**
 * The keys that sign and verify our access tokens. The first call ever makes a pair; the private half is stored sealed. An unknown
 * `kid` makes callers ask again with `fresh`, which reads at most every few seconds.
 */
export async function keyRing(ctx: RequestCtx, { fresh = false } = {}): Promise<Ring> {
  const secret = ctx.settings.AUTH_SECRET;
  const keepMs = fresh ? ASK_AGAIN_AFTER_MS : HOUR_MS;
  if (kept?.secret === secret && ctx.clock.now() - kept.ring.at < keepMs) return kept.ring;
  let rows = await listSigningKeys(ctx.db);
  if (!rows.some((row) => row.retiredAt === null)) {
    await insertSigningKey(ctx.db, await newKey(ctx));
    rows = await listSigningKeys(ctx.db);
  }
  const current = rows.find((row) => row.retiredAt === null);
  if (!current) throw new Error("no signing key");
  const verifying = new Map<string, Key>();
  const publicJwks: JWK[] = [];
  for (const row of rows) {
    const jwk: JWK = { ...(row.publicJwk as JWK), kid: row.kid, alg: SIGNING_ALGORITHM, use: "sig" };
    publicJwks.push(jwk);
    verifying.set(row.kid, await importJWK(jwk, SIGNING_ALGORITHM));
  }
  const privateJwk = JSON.parse(await open(ctx.settings.keyring, place(current.kid), current.privateJwkSealed)) as JWK;
  const ring: Ring = {
    at: ctx.clock.now(),
    signing: { kid: current.kid, key: await importJWK(privateJwk, SIGNING_ALGORITHM) },
    verifying,
    publicJwks,
  };
  kept = { secret, ring };
  return ring;
}

const place = (kid: string) => ({ table: "signing_keys", column: "private_jwk_sealed", row: kid });

async function newKey(ctx: RequestCtx) {
  const kid = crypto.randomUUID();
  const pair = await generateKeyPair(SIGNING_ALGORITHM, { extractable: true });
  const privateJwk = JSON.stringify(await exportJWK(pair.privateKey));
  return {
    kid,
    publicJwk: (await exportJWK(pair.publicKey)) as JsonWebKey,
    privateJwkSealed: await seal(ctx.settings.keyring, place(kid), privateJwk),
    createdAt: ctx.clock.now(),
  };
}
