import { z } from "zod";
import type { Clock } from "../../shared/clock.ts";
import { Fault } from "../../shared/errors.ts";
import { METADATA_CACHE_MS, METADATA_ENTRIES_MAX } from "./limits.ts";
import { type Outgoing, unavailable } from "./outgoing.ts";

/** What is used of a discovery document (OpenID Connect Discovery 1.0 section 3); the rest is passed on as it is. */
const Metadata = z.looseObject({
  issuer: z.url(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  jwks_uri: z.url(),
  userinfo_endpoint: z.url().optional(),
  end_session_endpoint: z.url().optional().catch(undefined),
  token_endpoint_auth_methods_supported: z.array(z.string()).optional().catch(undefined),
});
export type Metadata = z.infer<typeof Metadata>;

/** Public documents by issuer: the same for every tenant, so sharing them in the isolate leaks nothing. */
const documents = new Map<string, { at: number; metadata: Metadata }>();

const withoutSlash = (issuer: string) => new URL(issuer).href.replace(/\/$/, "");

/**
 * The provider's discovery document, at most ten minutes old. Throws `provider_unavailable` when it cannot be had or is incomplete,
 * `client_rejected` when it speaks for another issuer.
 */
export async function discover({ issuer, outgoing, clock }: { issuer: string; outgoing: Outgoing; clock: Clock }): Promise<Metadata> {
  const now = clock.now();
  const kept = documents.get(issuer);
  if (kept && now >= kept.at && now - kept.at < METADATA_CACHE_MS) return kept.metadata;
  const response = await outgoing.fetch(`${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`, {
    headers: { accept: "application/json" },
  });
  if (response.status !== 200) throw unavailable(`answered ${response.status} for its discovery document`);
  const parsed = Metadata.safeParse(await response.json().catch(() => null));
  if (!parsed.success) throw unavailable("sent a discovery document that is incomplete");
  const metadata = parsed.data;
  if (withoutSlash(metadata.issuer) !== withoutSlash(issuer))
    throw new Fault("client_rejected", "The identity provider's discovery document names another issuer than the connection does.");
  if (documents.size >= METADATA_ENTRIES_MAX) documents.clear();
  documents.set(issuer, { at: now, metadata });
  return metadata;
}
