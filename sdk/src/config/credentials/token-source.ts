import { createHash } from "node:crypto";
import { join } from "node:path";
import type { TokenResponse } from "../../schema/oauth.ts";
import type { TokenSource } from "../../transport/credentials.ts";
import { configFolder, type Machine } from "../paths.ts";
import { bearerOf, type SignIn } from "./credential.ts";
import { withLock } from "./lock.ts";
import { type Fetch, OAuthRefusal, requestToken } from "./oauth.ts";
import type { CredentialStore } from "./store.ts";

/** A token is renewed when it has less than this left: more than a request takes, so that none arrives with a dead token. */
export const REFRESH_BEFORE_MS = 45_000;

export interface StoredTokens {
  machine: Machine;
  store: CredentialStore;
  host: string;
  fetch: Fetch;
}

const lockFile = (machine: Machine, host: string) =>
  join(configFolder(machine), "locks", `${createHash("sha256").update(host).digest("hex").slice(0, 16)}.lock`);

/** Runs `work` while no other process changes the credential of this server. */
export const withCredentialLock = <T>(machine: Machine, host: string, work: () => Promise<T>) => withLock(lockFile(machine, host), work);

/** A token that lives shorter than a minute and a half would otherwise be renewed for every command. */
const isFresh = ({ issued_at, expires_at }: SignIn) => {
  const end = Date.parse(expires_at);
  return end - Date.now() > Math.min(REFRESH_BEFORE_MS, (end - Date.parse(issued_at)) / 2);
};

/** The part of a stored sign-in that each renewal replaces. */
export const freshPart = (answer: TokenResponse, now = Date.now()) => ({
  access_token: answer.access_token,
  issued_at: new Date(now).toISOString(),
  expires_at: new Date(now + answer.expires_in * 1000).toISOString(),
});

/**
 * Renews the sign-in of one server, once for all processes: whoever gets the lock second finds the work done. Gives the token to
 * use, or null when the sign-in has ended. A refresh token that the server calls invalid is dropped, unless somebody stored
 * another meanwhile; the last access token stays, so that the server can say when and why it ended.
 * `stale` is the token that is not to be used again; left out, any that is fresh enough will do.
 */
export function renew({ machine, store, host, fetch }: StoredTokens, stale?: string): Promise<string | null> {
  return withCredentialLock(machine, host, async () => {
    const now = (await store.read(host))?.credential;
    if (!now) return null;
    if (now.kind !== "sign_in") return bearerOf(now) === stale ? null : bearerOf(now);
    if (now.access_token !== stale && isFresh(now)) return now.access_token;
    if (!now.refresh_token) return null;
    try {
      const answer = await requestToken({ host, fetch }, { grant_type: "refresh_token", refresh_token: now.refresh_token });
      await store.write(host, {
        ...now,
        ...freshPart(answer),
        refresh_token: answer.refresh_token ?? now.refresh_token,
      });
      return answer.access_token;
    } catch (error) {
      if (!(error instanceof OAuthRefusal) || error.error !== "invalid_grant") throw error;
      const latest = (await store.read(host))?.credential;
      if (latest?.kind === "sign_in" && latest.refresh_token === now.refresh_token) {
        await store.write(host, { ...latest, refresh_token: null });
        return null;
      }
      return latest ? bearerOf(latest) : null;
    }
  });
}

/** The stored sign-in of one server as a token source: renews before expiry and after a refusal. */
export function storedTokens(tokens: StoredTokens): TokenSource {
  return {
    async get() {
      const stored = (await tokens.store.read(tokens.host))?.credential;
      if (!stored) return null;
      if (stored.kind !== "sign_in" || isFresh(stored) || !stored.refresh_token) return bearerOf(stored);
      try {
        // After invalid_grant the old token still goes out: the answer to it says when and why the sign-in ended.
        return (await renew(tokens)) ?? stored.access_token;
      } catch (error) {
        if (Date.parse(stored.expires_at) > Date.now()) return stored.access_token;
        throw error;
      }
    },
    refresh: (stale) => renew(tokens, stale),
  };
}
