import type { TaskParams } from "@cairn/sdk/schema";

/** A value that JSON has no form for, as parameters hold it: `{ "$date": … }`. */
export interface Tagged {
  kind: "task" | "date" | "bytes" | "bigint" | "number" | "url" | "array";
  text: string;
}

/** Reads an object whose only member begins with one `$`; null for anything else, and for sets and maps, which are shown as they are. */
export function readTagged(value: TaskParams): Tagged | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  const [[tag, inner] = ["", null], ...others] = Object.entries(value);
  if (others.length > 0) return null;
  if (typeof inner === "string") {
    switch (tag) {
      case "$task":
        return { kind: "task", text: inner };
      case "$date":
        return { kind: "date", text: inner };
      case "$bigint":
        return { kind: "bigint", text: inner };
      case "$number":
        return { kind: "number", text: inner };
      case "$url":
        return { kind: "url", text: inner };
      case "$bytes":
        return { kind: "bytes", text: inner };
    }
  }
  if (tag === "$array" && typeof inner === "object" && inner !== null && !Array.isArray(inner))
    return { kind: "array", text: `${String(inner.dtype)} ${JSON.stringify(inner.shape)}` };
  return null;
}
