import type { ArtifactEntry } from "@cairn/sdk/schema";

export interface TreeNode {
  name: string;
  path: string;
  /** The file; undefined for a folder. */
  file?: ArtifactEntry;
  children: TreeNode[];
  /** Bytes and files of all that is in it. */
  size: number;
  files: number;
  /** When it, or the newest file in it, was stored; Unix milliseconds. */
  storedAt: number;
}

/** How files can be sorted. */
export const FILE_SORTS = ["name", "size", "newest"] as const;
export type FileSort = (typeof FILE_SORTS)[number];

const collator = new Intl.Collator("en", { numeric: true });

/** Files as a tree: folders first, each with what is in it summed up; greatest or newest first where not by name. */
export function fileTree(files: readonly ArtifactEntry[], by: FileSort = "name"): TreeNode[] {
  const root: TreeNode = { name: "", path: "", children: [], size: 0, files: 0, storedAt: 0 };
  const folders = new Map<string, TreeNode>([["", root]]);
  const folder = (path: string): TreeNode => {
    const known = folders.get(path);
    if (known) return known;
    const cut = path.lastIndexOf("/");
    const made: TreeNode = { name: path.slice(cut + 1), path, children: [], size: 0, files: 0, storedAt: 0 };
    folder(cut < 0 ? "" : path.slice(0, cut)).children.push(made);
    folders.set(path, made);
    return made;
  };
  for (const file of files) {
    if (file.kind !== "file") continue;
    const cut = file.path.lastIndexOf("/");
    let above = cut < 0 ? "" : file.path.slice(0, cut);
    const storedAt = Date.parse(file.created_at);
    const name = file.path.slice(cut + 1);
    folder(above).children.push({ name, path: file.path, file, children: [], size: file.size, files: 1, storedAt });
    for (;;) {
      const node = folder(above);
      node.size += file.size;
      node.files++;
      node.storedAt = Math.max(node.storedAt, storedAt);
      if (above === "") break;
      above = above.includes("/") ? above.slice(0, above.lastIndexOf("/")) : "";
    }
  }
  const sort = (nodes: TreeNode[]): TreeNode[] => {
    for (const node of nodes) sort(node.children);
    nodes.sort((a, b) => Number(a.file !== undefined) - Number(b.file !== undefined) || collator.compare(a.name, b.name));
    if (by === "name") return nodes;
    const value = (node: TreeNode) => (by === "size" ? node.size : node.storedAt);
    nodes.sort((a, b) => Number(a.file !== undefined) - Number(b.file !== undefined) || value(b) - value(a));
    return nodes;
  };
  return sort(root.children);
}

export type FileKind = "parquet" | "csv" | "tsv" | "json" | "jsonl" | "image" | "markdown" | "text" | "none";

const BY_ENDING: Record<string, FileKind> = {
  parquet: "parquet",
  pq: "parquet",
  csv: "csv",
  tsv: "tsv",
  json: "json",
  ipynb: "json",
  geojson: "json",
  jsonl: "jsonl",
  ndjson: "jsonl",
  md: "markdown",
  markdown: "markdown",
};
const IMAGES = /^(png|jpe?g|gif|webp|avif|bmp|ico|svg)$/;
const TEXTS =
  /^(txt|log|py|ts|tsx|js|mjs|jsx|yaml|yml|toml|ini|cfg|conf|env|sh|bash|r|jl|c|h|cc|cpp|hpp|cu|rs|go|java|kt|rb|sql|html|css|xml|diff|patch|tex|rst|lock|dockerfile|makefile|gitignore)$/;

/** How a file can be shown, by the end of its name, else by its type. */
export function fileKind(path: string, type: string | null): FileKind {
  const name = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  const ending = name.slice(name.lastIndexOf(".") + 1);
  const known = BY_ENDING[ending];
  if (known) return known;
  if (IMAGES.test(ending)) return "image";
  if (TEXTS.test(ending)) return "text";
  const media = (type ?? "").split(";")[0]?.trim() ?? "";
  if (/^image\/(png|jpeg|gif|webp|avif|bmp|svg\+xml)$/.test(media)) return "image";
  if (media === "text/csv") return "csv";
  if (media === "application/json") return "json";
  if (media === "text/markdown") return "markdown";
  return media.startsWith("text/") ? "text" : "none";
}
