import { z } from "zod";
import { idOf, PageQuery, Timestamp } from "./common.ts";
import { FieldKey } from "./fields.ts";

/** Largest blob that is sent in one request, in bytes; larger ones are uploaded in parts. */
export const BLOB_SINGLE_MAX = 64 * 1024 * 1024;
/** Size of each part but the last, in bytes: R2 wants 5 MiB at least and equal sizes. */
export const UPLOAD_PART_BYTES = 16 * 1024 * 1024;
/** Largest blob, in bytes: 10,000 parts. */
export const BLOB_MAX = 10_000 * UPLOAD_PART_BYTES;

/** SHA-256 of the bytes, 64 lower-case hex digits. */
export const Digest = z
  .string()
  .regex(/^[0-9a-f]{64}$/, "must be 64 lower-case hex digits (SHA-256)")
  .meta({ examples: ["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"] });

/** Most parts of a path. */
const PATH_PARTS_MAX = 64;
/** Longest part of a path in UTF-8, which file systems have in common. */
const PATH_PART_MAX_BYTES = 255;
/** Control characters, halves of characters, line ends of other kinds, and marks that turn the direction of writing or hide. */
const UNFIT = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\\]/u;

/** What is wrong with a path; null: nothing. */
function wrongWithPath(path: string): string | null {
  if (UNFIT.test(path)) return "must not hold backslashes, control characters or marks that hide or turn text";
  if (/^[A-Za-z]:/.test(path)) return "must not begin with a drive letter";
  const parts = path.split("/");
  if (parts.length > PATH_PARTS_MAX) return `must not have more than ${PATH_PARTS_MAX} parts`;
  for (const part of parts) {
    if (part === "") return "must not begin or end with / or hold empty parts";
    // What another program may take for them counts too: %2e and wide dots.
    if (/^\.{1,2}$/.test(part.normalize("NFKC").replaceAll(/%2e/gi, "."))) return "must not hold . or .. as a part";
    if (new TextEncoder().encode(part).length > PATH_PART_MAX_BYTES) return `must not have parts of more than ${PATH_PART_MAX_BYTES} bytes`;
  }
  return null;
}

/** Longest path, in characters. */
const PATH_MAX = 1_000;

const pathText = z
  .string()
  .max(PATH_MAX)
  .normalize("NFC")
  .superRefine((path, ctx) => {
    // An empty or too long one is told of by those who do not take it.
    const wrong = path === "" || path.length > PATH_MAX ? null : wrongWithPath(path);
    if (wrong) ctx.addIssue({ code: "custom", message: wrong });
  });

/**
 * Where an artifact lies in its run: parts between `/`, none of them empty, `.` or `..`, no backslash, no control character, no drive
 * letter, at most 1,000 characters. Kept in Unicode's composed form (NFC).
 */
export const ArtifactPath = pathText.min(1).meta({ examples: ["model/weights.bin"] });

/** A folder of a run; empty: the run's own. */
const FolderPath = pathText.default("");

const MediaType = z
  .string()
  .max(200)
  .regex(/^[\w.+-]+\/[\w.+-]+(;[ \t]*[\w-]+=[\w."+-]+)*$/, "must be a media type")
  .default("application/octet-stream")
  .meta({ examples: ["image/png"] });

const size = z.number().int().min(0).max(BLOB_MAX);

export const DigestList = z.strictObject({ digests: z.array(Digest).max(1_000) }).meta({ id: "DigestList" });
export type DigestList = z.infer<typeof DigestList>;

export const Blob = z.object({ sha256: Digest, size, is_new: z.boolean() }).meta({ id: "Blob" });
export type Blob = z.infer<typeof Blob>;

export const CreateUpload = z.strictObject({ sha256: Digest, size: size.min(1) }).meta({ id: "CreateUpload" });
export type CreateUpload = z.infer<typeof CreateUpload>;

/** An upload in parts; asking again for the same blob goes on with the one there is. */
export const Upload = z
  .object({
    id: idOf("upload"),
    sha256: Digest,
    size,
    part_size: z.number().int(),
    received: z.array(z.number().int()).meta({ description: "numbers of the parts that arrived, from 1" }),
    checked_bytes: z.number().int().meta({ description: "how far the digest of the parts together is checked" }),
    is_complete: z.boolean().meta({ description: "the blob is there; nothing is left to send" }),
    expires_at: Timestamp,
  })
  .meta({ id: "Upload" });
export type Upload = z.infer<typeof Upload>;

export const NewArtifact = z
  .strictObject({ path: ArtifactPath, sha256: Digest, size, content_type: MediaType })
  .meta({ id: "NewArtifact" });
export type NewArtifact = z.infer<typeof NewArtifact>;

/** Files of a run whose blobs are there; a path that exists gets the new content. */
export const CommitArtifacts = z.strictObject({ artifacts: z.array(NewArtifact).min(1).max(1_000) }).meta({ id: "CommitArtifacts" });
export type CommitArtifacts = z.infer<typeof CommitArtifacts>;

export const Artifact = z
  .object({ path: z.string(), sha256: Digest, size: z.number().int(), content_type: z.string(), created_at: Timestamp })
  .meta({ id: "Artifact" });
export type Artifact = z.infer<typeof Artifact>;

export const Artifacts = z.object({ items: z.array(Artifact) }).meta({ id: "Artifacts" });
export type Artifacts = z.infer<typeof Artifacts>;

export const ArtifactListQuery = PageQuery.extend({
  path: FolderPath.meta({ description: "folder; empty: the run's own" }),
  recursive: z.enum(["true", "false"]).default("false").meta({ description: "all files below, no folders" }),
});
export type ArtifactListQuery = z.infer<typeof ArtifactListQuery>;

/** A file or, with what is below it together, a folder. */
export const ArtifactEntry = z
  .object({
    path: z.string(),
    kind: z.enum(["file", "folder"]),
    size: z.number().int(),
    files: z.number().int(),
    sha256: Digest.nullable(),
    content_type: z.string().nullable(),
    created_at: Timestamp,
  })
  .meta({ id: "ArtifactEntry" });
export type ArtifactEntry = z.infer<typeof ArtifactEntry>;

export const ArtifactQuery = z.object({
  path: ArtifactPath,
  download: z.enum(["true", "false"]).default("false").meta({ description: "true: the browser saves it and does not show it" }),
});
export type ArtifactQuery = z.infer<typeof ArtifactQuery>;

export const MediaKind = z.enum(["image", "table", "text", "file"]);
export type MediaKind = z.infer<typeof MediaKind>;

/** An image, a table (JSON: `{ columns, rows }`) or a text that a run logged at a step; its blob must be there. */
export const NewMedia = z
  .strictObject({
    key: FieldKey,
    step: z.number().int(),
    at: z.number().int().min(0).max(8.64e15),
    kind: MediaKind,
    sha256: Digest,
    size,
    content_type: MediaType,
    caption: z.string().max(1_000).optional(),
  })
  .meta({ id: "NewMedia" });
export type NewMedia = z.infer<typeof NewMedia>;

export const Media = NewMedia.extend({ id: z.number().int(), caption: z.string().nullable() }).meta({ id: "Media" });
export type Media = z.infer<typeof Media>;

export const MediaQuery = PageQuery.extend({ key: FieldKey.optional(), kind: MediaKind.optional() });
export type MediaQuery = z.infer<typeof MediaQuery>;
