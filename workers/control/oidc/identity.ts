import type { JWTPayload } from "jose";
import { z } from "zod";
import { invalid, missing } from "./id-token.ts";
import { EMAIL_MAX_CHARS, NAME_MAX_CHARS } from "./limits.ts";
import { type Outgoing, unavailable } from "./outgoing.ts";

/** Who signed in: the first three make the key, the rest is for display. */
export interface Identity {
  connectionId: string;
  issuer: string;
  subject: string;
  email: string;
  emailVerified: boolean;
  name: string;
  /** The provider's session, for sign-outs that come from there. */
  sid: string | null;
  idToken: string;
}

const text = z.string().optional().catch(undefined);
const Profile = z.object({
  email: text,
  // Some providers send the boolean as a text.
  email_verified: z.union([z.boolean(), z.stringbool()]).catch(false).default(false),
  name: text,
  preferred_username: text,
  sid: text,
});

type Claims = JWTPayload & { sub: string };

/** What of the claims people see, as our columns take it. Throws `claim_missing` or `id_token_invalid` for the e-mail address. */
export function displayData(claims: Record<string, unknown>): Pick<Identity, "email" | "emailVerified" | "name"> {
  const profile = Profile.parse(claims);
  const email = profile.email?.trim() ?? "";
  if (email === "") throw missing("email");
  if (email.length > EMAIL_MAX_CHARS || !/^[^\s@\p{Cc}]+@[^\s@\p{Cc}]+$/u.test(email)) throw invalid("email");
  const name = cleanName(profile.name) || cleanName(profile.preferred_username) || cleanName(email.split("@")[0]) || "Someone";
  return { email, emailVerified: profile.email_verified, name };
}

/** One line of at most 80 characters that a column and a page can take; the last character is never cut in half. */
const cleanName = (name = "") =>
  name
    .toWellFormed()
    .replace(/[\p{Cc}\s]+/gu, " ")
    .trim()
    .slice(0, NAME_MAX_CHARS)
    .replace(/[\uD800-\uDBFF]$/, "")
    .trim();

/** The provider's session id of an ID token. */
export const sidOf = (claims: JWTPayload): string | null => Profile.parse(claims).sid?.slice(0, 255) || null;

/**
 * The claims with those of the userinfo endpoint where the ID token has no e-mail, as strict providers do (OpenID Connect Core 1.0
 * section 5.4). An answer about another subject is refused (section 5.3.2).
 */
export async function completeClaims(
  claims: Claims,
  { endpoint, accessToken, outgoing }: { endpoint: string | undefined; accessToken: string | null; outgoing: Outgoing },
): Promise<Record<string, unknown>> {
  if (Profile.parse(claims).email || !endpoint || !accessToken) return claims;
  const response = await outgoing.fetch(endpoint, { headers: { accept: "application/json", authorization: `Bearer ${accessToken}` } });
  if (response.status !== 200) throw unavailable(`answered ${response.status} for the profile`);
  const answer = z.looseObject({}).safeParse(await response.json().catch(() => null));
  if (!answer.success) throw unavailable("sent a profile that is not JSON");
  if (answer.data.sub !== claims.sub) throw invalid("sub");
  return { ...answer.data, ...claims };
}
