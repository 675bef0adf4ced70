/** Lines beside each other: the same on both sides, changed, or on one side alone. */
export interface DiffLine {
  left: string | null;
  right: string | null;
}

/** Most edits that are looked for; texts that differ more are shown as replaced altogether. */
const EDITS_MAX = 2_000;

/** Two texts line by line (Myers, "An O(ND) Difference Algorithm"). */
export function diffLines(before: string, after: string): DiffLine[] {
  const a = linesOf(before);
  const b = linesOf(after);
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const same = (from: number, to: number): DiffLine[] => a.slice(from, to).map((line) => ({ left: line, right: line }));
  return [...same(0, start), ...middle(a.slice(start, a.length - end), b.slice(start, b.length - end)), ...same(a.length - end, a.length)];
}

const linesOf = (text: string): string[] => (text === "" ? [] : text.replace(/\n$/, "").split("\n"));

function middle(a: readonly string[], b: readonly string[]): DiffLine[] {
  const trace = search(a, b);
  if (!trace) return paired(a, b);
  const lines: DiffLine[] = [];
  let x = a.length;
  let y = b.length;
  let removed: string[] = [];
  let added: string[] = [];
  const flush = () => {
    lines.unshift(...paired(removed, added));
    removed = [];
    added = [];
  };
  for (let d = trace.length - 1; d >= 0; d--) {
    const v = trace[d] ?? new Map<number, number>();
    const k = x - y;
    const isDown = k === -d || (k !== d && (v.get(k - 1) ?? -1) < (v.get(k + 1) ?? -1));
    const before = d === 0 ? 0 : isDown ? k + 1 : k - 1;
    const fromX = d === 0 ? 0 : (v.get(before) ?? 0);
    const fromY = fromX - before;
    while (x > fromX && y > fromY && x > 0 && y > 0 && a[x - 1] === b[y - 1]) {
      flush();
      const line = a[x - 1] ?? "";
      lines.unshift({ left: line, right: line });
      x--;
      y--;
    }
    if (d === 0) break;
    if (isDown) added.unshift(b[--y] ?? "");
    else removed.unshift(a[--x] ?? "");
  }
  flush();
  return lines;
}

/** The furthest points of each number of edits, as they were before it; null when there are too many. */
function search(a: readonly string[], b: readonly string[]): Map<number, number>[] | null {
  const v = new Map<number, number>([[1, 0]]);
  const trace: Map<number, number>[] = [];
  for (let d = 0; d <= Math.min(a.length + b.length, EDITS_MAX); d++) {
    trace.push(new Map(v));
    for (let k = -d; k <= d; k += 2) {
      let x = k === -d || (k !== d && (v.get(k - 1) ?? -1) < (v.get(k + 1) ?? -1)) ? (v.get(k + 1) ?? 0) : (v.get(k - 1) ?? 0) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      v.set(k, x);
      if (x >= a.length && x - k >= b.length) return trace;
    }
  }
  return null;
}

/** Removed lines beside added ones, as far as both go. */
function paired(removed: readonly string[], added: readonly string[]): DiffLine[] {
  return Array.from({ length: Math.max(removed.length, added.length) }, (_, i) => ({ left: removed[i] ?? null, right: added[i] ?? null }));
}
