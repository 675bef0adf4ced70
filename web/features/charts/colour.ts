const COLOURS = 12;

/** A colour of the colour-blind-safe set that stays with a name everywhere: FNV-1a of it. */
export function colourVariable(name: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return `--chart-${((hash >>> 0) % COLOURS) + 1}`;
}
