export interface DiffLine {
  kind: "added" | "removed" | "same" | "place" | "note";
  text: string;
  /** Number in the old and in the new file. */
  before: number | null;
  after: number | null;
}

export interface DiffFile {
  path: string;
  added: number;
  removed: number;
  lines: DiffLine[];
}

/** The files of a unified diff, as `git diff` writes it. What it does not understand it keeps as notes. */
export function parseDiff(text: string): DiffFile[] {
  const files: DiffFile[] = [];
  let file: DiffFile | undefined;
  // Lines that are left of the present part; what comes then is a head again.
  let [oldLeft, newLeft, before, after] = [0, 0, 0, 0];
  for (const line of text.replace(/\n$/, "").split("\n")) {
    if (oldLeft > 0 || newLeft > 0) {
      const mark = line[0] ?? " ";
      if (mark === "+") add(file, "added", line, null, after++);
      else if (mark === "-") add(file, "removed", line, before++, null);
      else if (mark === "\\") add(file, "note", line, null, null);
      else add(file, "same", line, before++, after++);
      if (mark === "+" || mark === " " || line === "") newLeft--;
      if (mark === "-" || mark === " " || line === "") oldLeft--;
      continue;
    }
    const head = /^diff --git (?:"?a\/(.*?)"?) (?:"?b\/(.*?)"?)$/.exec(line);
    if (head || (!file && line.startsWith("--- "))) {
      file = { path: head?.[2] ?? line.slice(4).replace(/^a\//, ""), added: 0, removed: 0, lines: [] };
      files.push(file);
      continue;
    }
    const part = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line);
    if (part) {
      [before, after] = [Number(part[1]), Number(part[3])];
      [oldLeft, newLeft] = [Number(part[2] ?? 1), Number(part[4] ?? 1)];
      add(file, "place", line, null, null);
    } else if (/^(rename|new file|deleted file|old mode|new mode|Binary files|similarity|\\)/.test(line))
      add(file, "note", line, null, null);
  }
  return files;
}

function add(file: DiffFile | undefined, kind: DiffLine["kind"], text: string, before: number | null, after: number | null): void {
  if (!file) return;
  if (kind === "added") file.added++;
  if (kind === "removed") file.removed++;
  const isMarked = kind === "added" || kind === "removed" || kind === "same";
  file.lines.push({ kind, text: isMarked ? text.slice(1) : text, before, after });
}
