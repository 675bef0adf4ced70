import { HOUR_MS, MINUTE_MS, SECOND_MS } from "../../shared/clock.ts";

/** All calls to the provider within one request, so that a slow provider is told of within 10 s. */
export const PROVIDER_TOTAL_MS = 9 * SECOND_MS;
/** Sign-out is finished here already: the provider gets little time to say where its own sign-out page is. */
export const SIGN_OUT_TOTAL_MS = 3 * SECOND_MS;
/** Largest answer of a provider that is read: discovery documents and key sets are a few KiB. */
export const PROVIDER_BODY_MAX_BYTES = 256 * 1024;
/** How long discovery documents and key sets are kept in an isolate. */
export const METADATA_CACHE_MS = 10 * MINUTE_MS;
/** Tokens with an unknown key make the key set be read again at most this often. */
export const KEYS_COOL_DOWN_MS = 30 * SECOND_MS;
/** Documents and key sets kept by one isolate. */
export const METADATA_ENTRIES_MAX = 500;
/** Difference between the provider's clock and ours that is put up with. */
export const CLOCK_TOLERANCE_S = 30;
/** A sign-in has to be finished within this time; what the browser keeps for it ends then. */
export const ATTEMPT_MAX_AGE_S = 15 * 60;
/** OpenID Connect Core 1.0 section 2: `sub` has at most 255 characters. */
export const SUBJECT_MAX_CHARS = 255;
/** RFC 5321 section 4.5.3.1.3 less the angle brackets. */
export const EMAIL_MAX_CHARS = 254;
/** As the contract's DisplayName. */
export const NAME_MAX_CHARS = 80;
/** The hint travels in a URL; longer ones are refused by common front servers (8 KiB for a request line). */
export const ID_TOKEN_HINT_MAX_CHARS = 6_000;
/** OpenID Connect Back-Channel Logout 1.0 section 4 recommends a life of at most two minutes. */
export const LOGOUT_TOKEN_MAX_AGE_S = 180;
/** Used logout tokens are remembered for longer than they could be valid. */
export const LOGOUT_TOKEN_KEPT_MS = HOUR_MS;
