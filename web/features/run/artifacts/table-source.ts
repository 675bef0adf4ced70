import type { FileSource } from "./file-source";

/** Rows of a file, read as far as they are wanted. */
export interface TableSource {
  /** Names of the columns, once the first rows are read. */
  columns(): Promise<readonly string[]>;
  /** Rows from `from` up to, not with, `to`; fewer at the end. */
  rows(from: number, to: number): Promise<readonly (readonly unknown[])[]>;
  /** Rows in all; null while that is not known. */
  total(): number | null;
}

/** Bytes read at a time of files that have no index. */
const CHUNK = 1024 * 1024;
/** Rows of such files that are kept; a table that jumps farther back would read from the start. */
const ROWS_MAX = 500_000;

/** Splits text into rows as far as they are complete; what is left is given back with the next piece. */
export type Splitter = (text: string, isLast: boolean) => { rows: unknown[][]; columns: readonly string[]; rest: string };

/** A file without an index: read from its start, piece by piece, only as far as rows are wanted. */
export function streamedTable(file: FileSource, split: Splitter): TableSource {
  const known: unknown[][] = [];
  let names: readonly string[] = [];
  let at = 0;
  let rest = "";
  const decoder = new TextDecoder("utf-8");
  let reading: Promise<void> = Promise.resolve();

  async function more(): Promise<void> {
    const bytes = await file.read(at, Math.min(at + CHUNK, file.size));
    at += bytes.byteLength;
    // A server that answers less than it has would keep us here.
    if (bytes.byteLength === 0) at = file.size;
    const isLast = at >= file.size;
    const done = split(rest + decoder.decode(bytes, { stream: !isLast }), isLast);
    known.push(...done.rows);
    names = done.columns;
    rest = done.rest;
  }
  async function upTo(count: number): Promise<void> {
    while (known.length < count && at < file.size && known.length < ROWS_MAX) await more();
  }
  /** One reader at a time: each goes on where the last one stopped. */
  function need(count: number): Promise<void> {
    reading = reading.catch(() => {}).then(() => upTo(count));
    return reading;
  }
  return {
    async columns() {
      await need(1);
      return names;
    },
    async rows(from, to) {
      await need(to);
      return known.slice(from, to);
    },
    total: () => (at >= file.size || known.length >= ROWS_MAX ? known.length : null),
  };
}

/** JSON Lines: a row for each line; columns are the fields in the order in which they first come. A line that is no object is one value. */
export function jsonLines(): Splitter {
  const columns: string[] = [];
  return (text, isLast) => {
    const end = isLast ? text.length : text.lastIndexOf("\n") + 1;
    const rows: unknown[][] = [];
    for (const line of text.slice(0, end).split("\n")) {
      if (!line.trim()) continue;
      let value: unknown;
      try {
        value = JSON.parse(line);
      } catch {
        value = line;
      }
      const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
      const fields = isObject ? (value as Record<string, unknown>) : { value };
      for (const name of Object.keys(fields)) if (!columns.includes(name)) columns.push(name);
      rows.push(columns.map((name) => fields[name]));
    }
    return { rows, columns, rest: text.slice(end) };
  };
}

/** A table that is in memory already. */
export function arrayTable(columns: readonly string[], rows: readonly (readonly unknown[])[]): TableSource {
  return { columns: async () => columns, rows: async (from, to) => rows.slice(from, to), total: () => rows.length };
}
