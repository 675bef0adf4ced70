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
  const found = IMAGES.find(([, pattern]) => pattern.test(head));
  return found ? `image/${found[0]}` : null;
}

/** First bytes, one character each. */
const IMAGES = [
  ["png", /^\x89PNG/],
  ["jpeg", /^\xff\xd8\xff/],
  ["gif", /^GIF8[79]a/],
  ["webp", /^RIFF.{4}WEBP/s],
] as const;

/** SHA-256 in lower-case hex. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Bytes of what a program passes, copied when it is called: the program may change them later. */
export async function bytesOf(input: Uint8Array | ArrayBuffer | Blob | ReadableStream<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await new Response(input as BodyInit).arrayBuffer());
}
