import type { Cairn } from "../client.ts";
import type { ArtifactEntry } from "../schema/artifacts.ts";
import type { Scope } from "./selection.ts";

export interface StoredFile {
  path: string;
  size: number;
  sha256: string;
}

const stored = (entries: readonly ArtifactEntry[]): StoredFile[] =>
  entries.flatMap(({ kind, path, size, sha256 }) => (kind === "file" && sha256 !== null ? [{ path, size, sha256 }] : []));

/** The files that a path means in a run: one, or all below a folder; none when there is no such path. */
export async function filesBelow(
  client: Cairn,
  scope: Scope & { signal?: AbortSignal },
  run: string,
  path: string,
): Promise<{ files: StoredFile[]; isOne: boolean }> {
  const below = await client.artifacts.list(run, { recursive: true, limit: 200, ...(path && { path }) }, scope).toArray();
  const [first] = below;
  if (first && (below.length > 1 || first.path !== path)) return { files: stored(below), isOne: false };
  if (first) return { files: stored(below), isOne: true };
  const parent = path.split("/").slice(0, -1).join("/");
  for await (const entry of client.artifacts.list(run, { limit: 200, ...(parent && { path: parent }) }, scope))
    if (entry.path === path) return { files: stored([entry]), isOne: true };
  return { files: [], isOne: false };
}
