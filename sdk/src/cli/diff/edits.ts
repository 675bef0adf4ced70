/** A stretch of lines that both sides have, or that one of them has. */
export interface Edit {
  kind: "same" | "removed" | "added";
  lines: string[];
}

/** Most changed lines that are matched one by one; texts that differ by more are shown as replaced. */
const DISTANCE_MAX = 2_000;

/** The shortest way from one list of lines to another (Myers 1986, the greedy algorithm), in order. */
export function editsOf(before: readonly string[], after: readonly string[]): Edit[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < before.length - head && tail < after.length - head && before[before.length - 1 - tail] === after[after.length - 1 - tail])
    tail++;
  const edits: Edit[] = [];
  const push = (kind: Edit["kind"], line: string) => {
    const last = edits.at(-1);
    if (last?.kind === kind) last.lines.push(line);
    else edits.push({ kind, lines: [line] });
  };
  for (const line of before.slice(0, head)) push("same", line);
  for (const [kind, line] of middle(before.slice(head, before.length - tail), after.slice(head, after.length - tail))) push(kind, line);
  for (const line of before.slice(before.length - tail)) push("same", line);
  return edits;
}

function middle(a: readonly string[], b: readonly string[]): [Edit["kind"], string][] {
  const whole = (): [Edit["kind"], string][] => [
    ...a.map((line): [Edit["kind"], string] => ["removed", line]),
    ...b.map((line): [Edit["kind"], string] => ["added", line]),
  ];
  if (a.length === 0 || b.length === 0) return whole();
  const most = Math.min(a.length + b.length, DISTANCE_MAX);
  // furthest[k + most]: how far into `a` a path on diagonal k has come; one copy per distance leads the way back.
  const furthest = new Int32Array(2 * most + 2);
  const trace: Int32Array[] = [];
  const at = (v: Int32Array, k: number) => v[k + most] ?? 0;
  for (let d = 0; d <= most; d++) {
    trace.push(furthest.slice(most - d, most + d + 2));
    for (let k = -d; k <= d; k += 2) {
      const isDown = k === -d || (k !== d && at(furthest, k - 1) < at(furthest, k + 1));
      let x = isDown ? at(furthest, k + 1) : at(furthest, k - 1) + 1;
      let y = x - k;
      while (x < a.length && y < b.length && a[x] === b[y]) {
        x++;
        y++;
      }
      furthest[k + most] = x;
      if (x >= a.length && y >= b.length) return walkBack(a, b, trace);
    }
  }
  return whole();
}

/** `trace[d]` holds the diagonals from -d to d + 1 as they were before distance d. */
function walkBack(a: readonly string[], b: readonly string[], trace: readonly Int32Array[]): [Edit["kind"], string][] {
  const edits: [Edit["kind"], string][] = [];
  let x = a.length;
  let y = b.length;
  for (let d = trace.length - 1; d >= 0 && (x > 0 || y > 0); d--) {
    const reached = (k: number) => trace[d]?.[k + d] ?? 0;
    const k = x - y;
    const isDown = k === -d || (k !== d && reached(k - 1) < reached(k + 1));
    const from = isDown ? k + 1 : k - 1;
    const startX = d === 0 ? 0 : reached(from);
    const startY = d === 0 ? 0 : startX - from;
    while (x > startX && y > startY) {
      edits.push(["same", a[x - 1] ?? ""]);
      x--;
      y--;
    }
    if (d === 0) break;
    edits.push(isDown ? ["added", b[startY] ?? ""] : ["removed", a[startX] ?? ""]);
    x = startX;
    y = startY;
  }
  return edits.reverse();
}
