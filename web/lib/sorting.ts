/** What a list is sorted by. */
export interface Sorting<Key extends string> {
  key: Key;
  isDescending: boolean;
}

type Sortable = string | number | null | undefined;

const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** A copy in order of the values; what has none comes last in both directions, and equals stay as they were. Text compares as people count. */
export function sortedBy<Item>(items: readonly Item[], of: (item: Item) => Sortable, isDescending: boolean): Item[] {
  const way = isDescending ? -1 : 1;
  const isNone = (value: Sortable) => value === null || value === undefined || Number.isNaN(value);
  return items
    .map((item) => ({ item, value: of(item) }))
    .sort(({ value: a }, { value: b }) => {
      if (isNone(a) || isNone(b)) return Number(isNone(a)) - Number(isNone(b));
      if (typeof a === "number" && typeof b === "number") return a === b ? 0 : a < b ? -way : way;
      return way * collator.compare(String(a), String(b));
    })
    .map(({ item }) => item);
}

/** The sorting after a press on a head: first in the column's first direction, then the other, then as the list came. */
export function nextSorting<Key extends string>(now: Sorting<Key> | null, key: Key, startsDescending: boolean): Sorting<Key> | null {
  if (now?.key !== key) return { key, isDescending: startsDescending };
  return now.isDescending === startsDescending ? { key, isDescending: !startsDescending } : null;
}
