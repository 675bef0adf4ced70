import type { IdKind } from "@cairn/sdk/schema";
import { ID_PREFIXES } from "@cairn/sdk/schema";
import { DAY_MS, SECOND_MS } from "../../shared/clock.ts";
import { open, seal } from "../../shared/envelope.ts";
import { Fault } from "../../shared/errors.ts";
import { uuidV7 } from "../../shared/ids.ts";
import type { RequestCtx } from "../context.ts";
import { claimRow, deleteRow, deleteRowsBefore, type KeyRef, readRow, storeAnswer, unlockRow } from "./store.ts";

/** How long a first try may run before another one may take its place (its server may have died). */
const LOCK_MS = 30 * SECOND_MS;
/** How long an answer is kept. */
export const IDEMPOTENCY_KEPT_MS = DAY_MS;

export interface Claim {
  /** The first try's answer, when there is one. */
  answer: { status: number; body: string } | null;
  /** Ids for this try: the first one is the first try's, so that what it made is found and not made again. */
  newId: RequestCtx["newId"];
}

const place = ({ scope, key }: KeyRef) => ({ table: "idempotency_keys", column: "body_sealed", row: `${scope} ${key}` });

/** Takes a key for one try. Throws `idempotency_mismatch` or `request_in_progress`. */
export async function claimKey(ctx: RequestCtx, input: KeyRef & { fingerprint: string }): Promise<Claim> {
  const now = ctx.clock.now();
  const claimed = await claimRow(ctx.db, { ...input, resourceSeed: uuidV7(now), lockedUntil: now + LOCK_MS, now });
  if (claimed) return { answer: null, newId: seededIds(ctx, claimed.resourceSeed) };
  const before = await readRow(ctx.db, input);
  if (before && before.fingerprint !== input.fingerprint)
    throw new Fault("idempotency_mismatch", "This Idempotency-Key was used with another body. Use a new key for a new request.");
  if (before?.status && before.bodySealed)
    return { answer: { status: before.status, body: await open(ctx.settings.keyring, place(input), before.bodySealed) }, newId: ctx.newId };
  throw new Fault("request_in_progress", "The first request with this key is still running. Try again in a moment.", { retry_after: 1 });
}

/** Keeps the answer of a try that succeeded; sealed, because it can hold a secret that is shown once. */
export async function completeKey(ctx: RequestCtx, { scope, key, status, body }: KeyRef & { status: number; body: string }): Promise<void> {
  const ref = { scope, key };
  await storeAnswer(ctx.db, ref, { status, bodySealed: await seal(ctx.settings.keyring, place(ref), body) });
}

/** Lets go of a key whose try was refused: nothing was stored, so the next try starts afresh. */
export const releaseKey = (ctx: RequestCtx, ref: KeyRef): Promise<void> => deleteRow(ctx.db, ref);

/**
 * Lets the next try in at once after one that failed without a verdict. The ids are kept: the failed try may have stored what it was
 * asked for, and only with the same ids is that found again.
 */
export const unlockKey = (ctx: RequestCtx, ref: KeyRef): Promise<void> => unlockRow(ctx.db, ref);

/** Drops what is older than a day; run by cron. */
export const pruneIdempotencyKeys = (ctx: RequestCtx): Promise<void> => deleteRowsBefore(ctx.db, ctx.clock.now() - IDEMPOTENCY_KEPT_MS);

function seededIds(ctx: RequestCtx, seed: string): RequestCtx["newId"] {
  const seeded = new Set<IdKind>();
  return (kind) => {
    if (seeded.has(kind) || kind === "audit") return ctx.newId(kind);
    seeded.add(kind);
    return `${ID_PREFIXES[kind]}_${seed}`;
  };
}
