import { createHash } from "node:crypto";
import { join } from "node:path";
import { z } from "zod";
import { readJson, writeJson } from "../config/files.ts";
import { cacheFolder } from "../config/paths.ts";
import { TargetRoot } from "../schema/workspaces.ts";
import type { Context } from "./context.ts";
import type { Scope } from "./selection.ts";

/** A file of the cache for the chosen server. Names become part of it hashed, so that no name can lead out of the folder. */
export const cacheFile = (ctx: Context, kind: string, ...names: string[]) =>
  join(
    cacheFolder(ctx.io.machine),
    kind,
    `${createHash("sha256")
      .update(JSON.stringify([ctx.host, ...names]))
      .digest("hex")
      .slice(0, 24)}.json`,
  );

/** Target roots of one workspace as they were at the last sync. */
const CachedTargetRoots = z.object({
  host: z.string(),
  organization: z.string(),
  workspace: z.string(),
  synced_at: z.iso.datetime(),
  items: z.array(TargetRoot),
});
export type CachedTargetRoots = z.output<typeof CachedTargetRoots>;

const targetRootsFile = (ctx: Context, { organization, workspace }: Scope) => cacheFile(ctx, "target-roots", organization, workspace);

export const readTargetRoots = (ctx: Context, scope: Scope) => readJson(targetRootsFile(ctx, scope), CachedTargetRoots);

/** Replaces what the cache holds for this server, organization and workspace; gives the file. */
export function writeTargetRoots(ctx: Context, scope: Scope, items: TargetRoot[]): { file: string; cached: CachedTargetRoots } {
  const file = targetRootsFile(ctx, scope);
  const cached = { host: ctx.host, ...scope, synced_at: new Date().toISOString(), items };
  writeJson(file, cached);
  return { file, cached };
}
