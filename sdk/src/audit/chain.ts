import { canonicalJson } from "./canonical.ts";

/** A place of the chain of an organization: its hash covers its entry and, by `previous`, everything before it. */
export interface AuditLink {
  /** From 1, without gaps. */
  position: number;
  /** Hash of the position before; of the first one what `genesisHash` makes of the organization's id. */
  previous: string;
  /** SHA-256 in hex, of `previous`, `position` and `entry` as canonical JSON. */
  hash: string;
  entry: Readonly<Record<string, unknown>>;
}

async function sha256Hex(text: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * What the first entry of an organization follows: no chain begins like that of another organization.
 *
 * @example await genesisHash("org_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c");
 */
export const genesisHash = (organizationId: string): Promise<string> => sha256Hex(`cairn audit chain 1\n${organizationId}`);

/**
 * The hash of a place of the chain.
 *
 * @example (await linkHash(line)) === line.hash
 */
export const linkHash = ({ position, previous, entry }: Omit<AuditLink, "hash">): Promise<string> =>
  sha256Hex(canonicalJson({ entry, position, previous }));
