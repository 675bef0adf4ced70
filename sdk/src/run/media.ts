import { invalid, jsonText } from "./fields.ts";

/**
 * A table to log: its rows as objects, or as arrays beside the names of the columns.
 *
 * @example run.table("confusion", { columns: ["species", "right"], rows: [["Adélie", 31]] });
 */
export type TableInput =
  | readonly Readonly<Record<string, unknown>>[]
  | { columns: readonly string[]; rows: readonly (readonly unknown[])[] };

/** A table as JSON `{ columns, rows }`; of rows that are objects, every name that occurs is a column. */
export function tableJson(key: string, table: TableInput): string {
  if ("columns" in table) {
    const { columns, rows } = table;
    const wrong = rows.findIndex((row) => row.length !== columns.length);
    if (wrong >= 0) throw invalid(`${key}.rows[${wrong}]`, "length", `must have ${columns.length} cells, as there are columns`);
    return jsonText({ columns, rows }, key);
  }
  const columns = [...new Set(table.flatMap((row) => Object.keys(row)))];
  return jsonText({ columns, rows: table.map((row) => columns.map((column) => row[column] ?? null)) }, key);
}

/** Media type of an image by its first bytes; null when it is none that browsers show everywhere. */
export function imageType(bytes: Uint8Array): string | null {
  const head = String.fromCharCode(...bytes.subarray(0, 12));
  if (head.startsWith("\x89PNG\r\n\x1a\n")) return "image/png";
  if (head.startsWith("\xff\xd8\xff")) return "image/jpeg";
  if (head.startsWith("GIF87a") || head.startsWith("GIF89a")) return "image/gif";
  if (head.startsWith("RIFF") && head.endsWith("WEBP")) return "image/webp";
  return null;
}

const TYPES: Readonly<Record<string, string>> = {
  csv: "text/csv",
  gif: "image/gif",
  gz: "application/gzip",
  html: "text/html",
  jpeg: "image/jpeg",
  jpg: "image/jpeg",
  js: "text/javascript",
  json: "application/json",
  jsonl: "application/x-ndjson",
  log: "text/plain",
  md: "text/markdown",
  ndjson: "application/x-ndjson",
  parquet: "application/vnd.apache.parquet",
  pdf: "application/pdf",
  png: "image/png",
  py: "text/x-python",
  svg: "image/svg+xml",
  tar: "application/x-tar",
  ts: "text/plain",
  tsv: "text/tab-separated-values",
  txt: "text/plain",
  webp: "image/webp",
  yaml: "application/yaml",
  yml: "application/yaml",
  zip: "application/zip",
};

/** Media type by a file's name. */
export function typeOf(path: string): string {
  const ending = path.split("/").at(-1)?.split(".").slice(1).at(-1)?.toLowerCase() ?? "";
  return Object.hasOwn(TYPES, ending) ? (TYPES[ending] as string) : "application/octet-stream";
}

/** SHA-256 in lower-case hex. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Bytes of what a program passes; a copy where the program could change them later. */
export async function bytesOf(input: Uint8Array | ArrayBuffer | Blob | ReadableStream<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  if (input instanceof Uint8Array) return new Uint8Array(input);
  if (input instanceof ArrayBuffer) return new Uint8Array(input.slice(0));
  return new Uint8Array(await new Response(input).arrayBuffer());
}
