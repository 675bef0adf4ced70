import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from "jose";
import type { Clock } from "../../shared/clock.ts";
import { KEYS_COOL_DOWN_MS, METADATA_CACHE_MS, METADATA_ENTRIES_MAX } from "./limits.ts";
import { type Outgoing, unavailable } from "./outgoing.ts";

interface Entry {
  at: number;
  /** When an unknown key last made us read the set again. */
  refreshedAt: number;
  get: JWTVerifyGetKey;
}

/** Public keys by the address of their set: the same for every tenant. */
const sets = new Map<string, Entry>();

interface KeysInput {
  uri: string;
  outgoing: Outgoing;
  clock: Clock;
}

/**
 * Finds the provider's key for a token: from the kept set, else from one read again, at most twice a minute, as happens after the
 * provider changed its keys. The key lookup throws `provider_unavailable` when the set cannot be read and jose's errors when no key fits.
 */
export function providerKeys({ uri, outgoing, clock }: KeysInput): JWTVerifyGetKey {
  return async (header, token) => {
    const now = clock.now();
    const kept = sets.get(uri);
    const isFresh = kept !== undefined && now >= kept.at && now - kept.at < METADATA_CACHE_MS;
    const entry = isFresh
      ? kept
      : keep(uri, { at: now, refreshedAt: kept?.refreshedAt ?? Number.NEGATIVE_INFINITY, get: await read(uri, outgoing) });
    try {
      return await entry.get(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || now - entry.refreshedAt < KEYS_COOL_DOWN_MS || !isFresh) throw error;
      return keep(uri, { at: now, refreshedAt: now, get: await read(uri, outgoing) }).get(header, token);
    }
  };
}

function keep(uri: string, entry: Entry): Entry {
  if (sets.size >= METADATA_ENTRIES_MAX) sets.clear();
  sets.set(uri, entry);
  return entry;
}

async function read(uri: string, outgoing: Outgoing): Promise<JWTVerifyGetKey> {
  const response = await outgoing.fetch(uri, { headers: { accept: "application/json" } });
  if (response.status !== 200) throw unavailable(`answered ${response.status} for its keys`);
  try {
    return createLocalJWKSet((await response.json()) as JSONWebKeySet);
  } catch (error) {
    throw unavailable("sent a key set that is not one", error);
  }
}
