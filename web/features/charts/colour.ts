const COLOURS = 12;

/** Colours of groups that are drawn together: each has its own unless one before it in the alphabet has that already. */
export function groupColours(names: Iterable<string>): Map<string, string> {
  const colours = new Map<string, string>();
  const free = new Set(Array.from({ length: COLOURS }, (_, i) => `--chart-${i + 1}`));
  for (const name of [...new Set(names)].sort()) {
    const own = colourVariable(name);
    const colour = free.has(own) ? own : ([...free][0] ?? own);
    free.delete(colour);
    colours.set(name, colour);
  }
  return colours;
}

/** A colour of the colour-blind-safe set that stays with a name everywhere: FNV-1a of it. */
export function colourVariable(name: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return `--chart-${((hash >>> 0) % COLOURS) + 1}`;
}
