import { z } from "zod";
import { DisplayName, idOf, Slug, Timestamp } from "./common.ts";
import { WorkspaceRole } from "./roles.ts";

export const Workspace = z
  .object({
    id: idOf("workspace"),
    slug: z.string(),
    name: z.string(),
    role: WorkspaceRole.meta({ description: "the caller's role here" }),
    created_at: Timestamp,
  })
  .meta({ id: "Workspace" });
export type Workspace = z.infer<typeof Workspace>;

export const CreateWorkspace = z
  .strictObject({ name: DisplayName, slug: Slug.optional().meta({ description: "made from the name when left out" }) })
  .meta({ id: "CreateWorkspace", examples: [{ name: "Vision" }] });
export type CreateWorkspace = z.infer<typeof CreateWorkspace>;

export const UpdateWorkspace = z
  .strictObject({ name: DisplayName.optional(), slug: Slug.optional() })
  .refine((body) => body.name !== undefined || body.slug !== undefined, "must change name or slug")
  .meta({ id: "UpdateWorkspace", examples: [{ name: "Vision and language" }] });
export type UpdateWorkspace = z.infer<typeof UpdateWorkspace>;

/** Name of a place where tasks of a workspace keep their outputs. */
export const TargetRootName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,47}$/, "may hold a–z, 0–9, _ and -, up to 48")
  .meta({ examples: ["default"] });

export const TargetRoot = z
  .object({
    name: TargetRootName,
    uri: z.string().meta({ examples: ["s3://acme-artifacts/vision"] }),
    updated_at: Timestamp,
  })
  .meta({ id: "TargetRoot" });
export type TargetRoot = z.infer<typeof TargetRoot>;

export const SetTargetRoot = z
  .strictObject({
    uri: z
      .string()
      .max(1024)
      .regex(/^[a-z][a-z0-9+.-]*:\/\/\S+$|^\/\S*$/, "must be a URI with a scheme or an absolute path"),
  })
  .meta({ id: "SetTargetRoot", examples: [{ uri: "s3://acme-artifacts/vision" }] });
export type SetTargetRoot = z.infer<typeof SetTargetRoot>;
