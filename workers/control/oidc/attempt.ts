import { sha256 } from "../../shared/bytes.ts";
import { CHECKS } from "./auth.ts";

export const ATTEMPT_PARTS = [...CHECKS, "return_to"] as const;
export type AttemptPart = (typeof ATTEMPT_PARTS)[number];

/**
 * Names of the cookies that keep one attempt, by what they hold. They come from the attempt's state alone, so that sign-ins in
 * several tabs do not disturb each other and the callback finds its own.
 */
export async function attemptCookieNames(state: string, origin: string): Promise<Record<AttemptPart, string>> {
  const tag = (await sha256(state)).slice(0, 12);
  const prefix = origin.startsWith("https:") ? "__Secure-" : "";
  return Object.fromEntries(ATTEMPT_PARTS.map((part) => [part, `${prefix}cairn_attempt_${tag}_${part}`])) as Record<AttemptPart, string>;
}
