import { z } from "zod";

/** Largest page a list answers with. */
export const PAGE_LIMIT_MAX = 200;

const UUID = "[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";

/** Kinds of things that have an id, with the prefix each id starts with. */
export const ID_PREFIXES = {
  user: "usr",
  organization: "org",
  workspace: "ws",
  invitation: "inv",
  serviceAccount: "sa",
  key: "key",
  session: "ses",
  grant: "gr",
  connection: "conn",
  audit: "aud",
  authorization: "authz",
  experiment: "exp",
  run: "run",
  event: "evt",
  view: "view",
  comment: "cmt",
  upload: "upl",
  webhook: "we",
  build: "bld",
} as const;
export type IdKind = keyof typeof ID_PREFIXES;

/** A prefixed UUIDv7 (RFC 9562), e.g. `run_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c`. */
export const idOf = (kind: IdKind) =>
  z
    .string()
    .regex(new RegExp(`^${ID_PREFIXES[kind]}_${UUID}$`), `must be an id that starts with ${ID_PREFIXES[kind]}_`)
    .meta({ examples: [`${ID_PREFIXES[kind]}_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c`] });

/** The same, of one of several kinds. */
export const idOfAny = (kinds: readonly IdKind[]) => {
  const prefixes = kinds.map((kind) => `${ID_PREFIXES[kind]}_`);
  return z
    .string()
    .regex(new RegExp(`^(?:${prefixes.join("|")})${UUID}$`), `must be an id that starts with ${prefixes.join(" or ")}`)
    .meta({ examples: [`${prefixes[0]}01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c`] });
};

/** RFC 3339 in UTC with milliseconds. */
export const Timestamp = z.iso.datetime().meta({ examples: ["2026-11-21T09:30:00.000Z"] });

/** Words that a slug may not be, because pages or protocols use them as the first part of a path. */
export const RESERVED_SLUGS: readonly string[] = [
  ..."about account admin api app assets auth authorize billing blog cairn callback cli contact dashboard demo-data dev device docs".split(
    " ",
  ),
  ..."download error events explore favicon features forgot health healthz help home hooks inbox invitations invite join legal".split(" "),
  ..."local login logout me metrics new null oauth org organization organizations orgs pricing privacy public readyz register".split(" "),
  ..."root robots search security sdk session settings sign-in sign-out sign-up signed-out signin signout signup sitemap static".split(" "),
  ..."status support system terms undefined user users v1 webhook webhooks well-known workspace workspaces www".split(" "),
];

/** 2–48 of `[a-z0-9-]`, starting and ending with a letter or digit, no double hyphen, not reserved. */
export const Slug = z
  .string()
  .min(2, "must have at least 2 characters")
  .max(48, "must have at most 48 characters")
  .regex(/^[a-z0-9](?:-?[a-z0-9])*$/, "may hold a–z, 0–9 and single hyphens between them")
  .refine((slug) => !RESERVED_SLUGS.includes(slug), "is reserved")
  .meta({ examples: ["acme-vision"] });

/** A path segment that names an organization, by slug (the current or an earlier one) or by id. */
export const OrganizationRef = z
  .string()
  .min(2)
  .max(64)
  .meta({ examples: ["acme"] });
/** A path segment that names a workspace of the organization, by slug (the current or an earlier one) or by id. */
export const WorkspaceRef = z
  .string()
  .min(2)
  .max(64)
  .meta({ examples: ["vision"] });

/** A name that people read: 1–80 characters without control characters, trimmed. */
export const DisplayName = z
  .string()
  .trim()
  .min(1, "must not be empty")
  .max(80, "must have at most 80 characters")
  .regex(/^\P{Cc}*$/u, "must not hold control characters");

/** An e-mail address, kept as typed; compared without regard to case. */
export const Email = z
  .email("must be an e-mail address")
  .max(254)
  .meta({ examples: ["ada@example.org"] });

/** Query parameters of every list. */
export const PageQuery = z.object({
  cursor: z.string().max(500).optional().meta({ description: "next_cursor of the page before" }),
  limit: z.coerce.number().int().min(1).max(PAGE_LIMIT_MAX).default(50),
});

/** One page of a list: `next_cursor` is null on the last one. */
export const pageOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), next_cursor: z.string().nullable() });

/** A page of anything, as a type. */
export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}
