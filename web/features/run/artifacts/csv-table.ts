import Papa from "papaparse";
import type { Splitter } from "./table-source";

/** CSV with a header. Rows are cut only where they end: a quoted field may hold line breaks. */
export function csvRows(delimiter?: string): Splitter {
  let columns: readonly string[] | null = null;
  let separator = delimiter ?? "";
  return (text, isLast) => {
    // A line's end may itself be cut in two.
    const held = !isLast && text.endsWith("\r") ? "\r" : "";
    const body = (columns === null ? text.replace(/^\uFEFF/, "") : text).slice(0, held ? -1 : undefined).replaceAll("\r\n", "\n");
    const options = { newline: "\n", skipEmptyLines: "greedy" } as const;
    const parsed = Papa.parse<string[]>(body, { ...options, delimiter: separator });
    const all = parsed.data;
    // The last row may go on in the next piece: it is read again then.
    if (!isLast && all.length <= 1) return { rows: [], columns: columns ?? [], rest: body + held };
    separator ||= parsed.meta.delimiter;
    let rest = "";
    if (!isLast) {
      const kept = Papa.parse<string[]>(body, { ...options, delimiter: separator, preview: all.length - 1 });
      rest = body.slice(kept.meta.cursor) + held;
      all.pop();
    }
    if (columns === null) columns = unique(all.shift() ?? []);
    return { rows: all.map((row) => row.map(cellOf)), columns, rest };
  };
}

/** Numbers as such, all else as it is written. */
function cellOf(text: string): unknown {
  if (text === "") return null;
  return /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(text) ? Number(text) : text;
}

/** Names of columns: those without one get their number, those that come twice a count. */
function unique(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((name, i) => {
    const base = name.trim() || `column ${i + 1}`;
    const count = (seen.get(base) ?? 0) + 1;
    seen.set(base, count);
    return count === 1 ? base : `${base} (${count})`;
  });
}
