import { editsOf } from "./edits.ts";

/** Lines that are the same shown around a change. */
const CONTEXT = 3;

/** The unified diff of two texts as lines, without the `---` and `+++` header; empty when they are equal. */
export function unifiedDiff(before: string, after: string): string[] {
  const split = (text: string) => (text === "" ? [] : text.replace(/\n$/, "").split("\n"));
  const edits = editsOf(split(before), split(after));
  const lines: string[] = [];
  let hunk: { lines: string[]; oldStart: number; newStart: number; old: number; new: number } | null = null;
  let oldLine = 1;
  let newLine = 1;
  const close = () => {
    if (hunk) lines.push(`@@ -${range(hunk.oldStart, hunk.old)} +${range(hunk.newStart, hunk.new)} @@`, ...hunk.lines);
    hunk = null;
  };
  const add = (sign: " " | "-" | "+", text: string) => {
    hunk ??= { lines: [], oldStart: oldLine, newStart: newLine, old: 0, new: 0 };
    hunk.lines.push(sign + text);
    if (sign !== "+") {
      hunk.old++;
      oldLine++;
    }
    if (sign !== "-") {
      hunk.new++;
      newLine++;
    }
  };
  for (const [i, { kind, lines: part }] of edits.entries()) {
    if (kind === "removed") for (const line of part) add("-", line);
    else if (kind === "added") for (const line of part) add("+", line);
    else {
      const isFirst = i === 0;
      const isLast = i === edits.length - 1;
      const after = isFirst ? 0 : Math.min(CONTEXT, part.length);
      const before = isLast ? 0 : Math.min(CONTEXT, part.length);
      if (!isFirst && !isLast && part.length <= after + before) {
        for (const line of part) add(" ", line);
        continue;
      }
      for (const line of part.slice(0, after)) add(" ", line);
      close();
      const skipped = part.length - after - before;
      oldLine += skipped;
      newLine += skipped;
      for (const line of part.slice(part.length - before)) add(" ", line);
    }
  }
  close();
  return lines;
}

/** A hunk's range: an empty one begins after the line before it (POSIX diff -u). */
const range = (start: number, count: number) => (count === 1 ? `${start}` : `${count === 0 ? start - 1 : start},${count}`);
