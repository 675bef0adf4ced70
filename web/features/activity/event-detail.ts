import { formatBytes } from "../charts/bytes";

/** For programs alone, as are ids. */
const HIDDEN = new Set(["subject", "comment", "mentions"]);

/** What an event says beyond its type, in words: "3 files, 1.5 MiB: a.csv, b.csv"; names of what was set without quotes and brackets. */
export function eventDetail({ count, bytes, paths, path, ...rest }: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(rest)
    .filter(([name, value]) => value !== null && value !== undefined && !HIDDEN.has(name) && !name.endsWith("_id"))
    .map(([name, value]) => (value === true ? wordsOf(name) : `${wordsOf(name)} ${textOf(value)}`));
  if (typeof count === "number" && typeof bytes === "number") {
    const names = textOf(paths ?? path ?? "");
    parts.unshift(`${count.toLocaleString("en")} ${count === 1 ? "file" : "files"}, ${formatBytes(bytes)}${names ? `: ${names}` : ""}`);
  }
  return parts.join(" · ");
}

const wordsOf = (name: string): string => name.replaceAll("_", " ");

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join(", ");
  if (typeof value !== "object" || value === null) return String(value);
  return "name" in value ? String(value.name) : JSON.stringify(value);
}
