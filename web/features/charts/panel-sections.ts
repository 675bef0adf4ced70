export interface PanelSection {
  /** The part of the names before the last slash; empty for metrics without one. */
  name: string;
  keys: string[];
}

/** Metrics by the part of their name before the last slash, in order; those without one come behind, the machine's own last. Numbers in names count as numbers. */
export function panelSections(keys: readonly string[]): PanelSection[] {
  const groups = new Map<string, string[]>();
  for (const key of [...new Set(keys)].sort(byName)) {
    const cut = key.lastIndexOf("/");
    const name = cut > 0 ? key.slice(0, cut) : "";
    groups.set(name, [...(groups.get(name) ?? []), key]);
  }
  return [...groups].sort(([a], [b]) => rankOf(a) - rankOf(b) || byName(a, b)).map(([name, list]) => ({ name, keys: list }));
}

/** What a person logged comes before what has no section, and that before the machine's own. */
const rankOf = (name: string): number => (name === "system" || name.startsWith("system/") ? 2 : Number(name === ""));

const collator = new Intl.Collator("en", { numeric: true });
const byName = (a: string, b: string): number => collator.compare(a, b);

/** The keys in a remembered order; those it does not know stay where they are among their neighbours, at the end. */
export function inOrder(keys: readonly string[], order: readonly string[]): string[] {
  const place = new Map(order.map((key, i) => [key, i]));
  return [...keys].sort((a, b) => (place.get(a) ?? order.length) - (place.get(b) ?? order.length));
}

/** What a search finds: a regular expression in any case; null when it is none. An empty one finds all. */
export function matcher(search: string): ((key: string) => boolean) | null {
  if (search === "") return () => true;
  try {
    const expression = new RegExp(search, "iu");
    return (key) => expression.test(key);
  } catch {
    return null;
  }
}
