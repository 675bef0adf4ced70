import type { Quota } from "../../limiter/bucket.ts";
import { MINUTE_MS, SECOND_MS } from "../../shared/clock.ts";

/** Life of a device code and its user code; 10 minutes are enough to reach for a phone (cross-device flows BCP). */
export const DEVICE_CODE_LIFE_MS = 10 * MINUTE_MS;
/** How often a device may ask (RFC 8628 section 3.2: 5 s when the answer leaves it out). */
export const DEVICE_INTERVAL_MS = 5 * SECOND_MS;
/** How much sooner a poll may come before it is told to slow down: network jitter must not lock a steady client out. */
export const DEVICE_POLL_SLACK_MS = SECOND_MS;
/** 20 letters without vowels, so that no word comes out (RFC 8628 section 6.1). */
export const USER_CODE_ALPHABET = "BCDFGHJKLMNPQRSTVWXZ";
export const USER_CODE_LETTERS = 8;
/** Wrong user codes one person may enter in 10 minutes: with 34.5 bits of code the chance to guess one stays near 2^-32. */
export const WRONG_CODES: Quota = { limit: 5, windowMs: 10 * MINUTE_MS, durable: true };
/** How long a person may think about a browser sign-in of a program. */
export const AUTHORIZATION_LIFE_MS = 10 * MINUTE_MS;
/** Life of an authorization code (RFC 6749 section 4.1.2 asks for at most 10 minutes). */
export const CODE_LIFE_MS = MINUTE_MS;
/** Longest life of a token cut down to one workspace by token exchange. */
export const EXCHANGED_TOKEN_TTL_S = 900;
/** Longest name of the machine that asks. */
export const DEVICE_NAME_MAX_CHARS = 100;
