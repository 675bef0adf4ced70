import { api } from "@/lib/api/browser";
import type { Place } from "../../runs/queries";

/** A file that is read in parts. */
export interface FileSource {
  readonly size: number;
  /** The bytes from `from` up to, not with, `to`. */
  read(from: number, to: number): Promise<ArrayBuffer>;
}

/** Where a browser finds a file; with `download` it is saved and not shown. */
export function contentUrl({ organization, workspace }: Place, run: string, path: string, download = false): string {
  const query = new URLSearchParams({ path, ...(download ? { download: "true" } : {}) });
  return `/api/v1/orgs/${organization}/workspaces/${workspace}/runs/${run}/content?${query}`;
}

/** A file behind an address that answers ranges; no more of it is fetched than is read. */
export function urlSource(url: string, size: number): FileSource {
  return {
    size,
    async read(from, to) {
      if (to <= from) return new ArrayBuffer(0);
      const response = await fetch(url, { headers: { range: `bytes=${from}-${to - 1}` }, credentials: "same-origin" });
      if (!response.ok) throw new Error(`The file could not be read (HTTP ${response.status}).`);
      if (response.status === 206) return response.arrayBuffer();
      // All of it came.
      return (await response.arrayBuffer()).slice(from, to);
    },
  };
}

/** All files of a run, for the tree. */
export const artifactsQuery = (place: Place, run: string) => ({
  queryKey: ["org", place.organization, "workspace", place.workspace, "runs", "run", run, "artifacts"],
  queryFn: () => api.artifacts.list(run, { recursive: true, limit: 200 }, place).toArray({ limit: FILES_MAX }),
});

/** Most files that the tree holds. */
export const FILES_MAX = 10_000;
