/**
 * Where tokens come from. `refresh` gets the token that the server refused or that is about to expire and returns a newer one, or null
 * when there is none to be had. The client calls it for one caller at a time, however many requests wait.
 *
 * @example
 * const source: TokenSource = { get: async () => store.token, refresh: async () => (store.token = await renew()) };
 */
export interface TokenSource {
  get(): Promise<string | null>;
  refresh?(stale: string): Promise<string | null>;
}

/** Tokens are renewed this long before they expire, in ms. */
export const REFRESH_EARLY_MS = 30_000;

/** `exp` and life of a JWT in ms, read without checking it; null for anything else, such as an API key. */
function lifeOf(token: string): { expiresAt: number; lifeMs: number | null } | null {
  const part = token.split(".")[1];
  if (!part || !token.startsWith("eyJ")) return null;
  try {
    const { exp, iat } = JSON.parse(atob(part.replaceAll("-", "+").replaceAll("_", "/"))) as { exp?: unknown; iat?: unknown };
    if (typeof exp !== "number") return null;
    return { expiresAt: exp * 1000, lifeMs: typeof iat === "number" && iat < exp ? (exp - iat) * 1000 : null };
  } catch {
    return null;
  }
}

/** The current token of a client, renewed ahead of its end and by one caller at a time. */
export class Credentials {
  readonly #source: TokenSource;
  readonly #now: () => number;
  #renewing: Promise<string | null> | null = null;
  #last: { stale: string; fresh: string; at: number } | null = null;
  /** The token used last, for the one caller that cannot wait: the flush while the process exits. */
  latest: string | null = null;

  constructor(source: string | TokenSource, now: () => number = Date.now) {
    this.#source = typeof source === "string" ? { get: async () => source } : source;
    this.#now = now;
  }

  /** The token to send now; null when there is none. */
  async token(): Promise<string | null> {
    let token = await this.#current();
    if (token && this.#source.refresh && this.#isNearEnd(token)) {
      // The server may still take the old token, so a failed renewal is not an error yet.
      token = (await this.renew(token).catch(() => null)) ?? token;
    }
    this.latest = token;
    return token;
  }

  /** A token newer than `stale`; null when there is none. Rejects when the source does. */
  renew(stale: string): Promise<string | null> {
    this.#renewing ??= this.#renew(stale).finally(() => {
      this.#renewing = null;
    });
    return this.#renewing;
  }

  async #renew(stale: string): Promise<string | null> {
    const current = await this.#current();
    if (current && current !== stale) return current;
    const fresh = (await this.#source.refresh?.(stale)) ?? null;
    if (!fresh || fresh === stale) return null;
    this.#last = { stale, fresh, at: this.#now() };
    return fresh;
  }

  async #current(): Promise<string | null> {
    const token = await this.#source.get();
    return token !== null && token === this.#last?.stale ? this.#last.fresh : token;
  }

  #isNearEnd(token: string): boolean {
    const life = lifeOf(token);
    if (!life) return false;
    const early = Math.min(REFRESH_EARLY_MS, (life.lifeMs ?? Number.POSITIVE_INFINITY) / 2);
    // A token that this client fetched itself is timed from then: a wrong clock here must not renew on every request.
    const own = this.#last?.fresh === token && life.lifeMs !== null ? this.#last.at + life.lifeMs : null;
    return (own ?? life.expiresAt) - early <= this.#now();
  }
}
