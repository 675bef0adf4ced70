"use client";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo } from "react";
import type { DrawnColumn, GridColumn, Sideways } from "./layout";

/** Columns drawn beyond the window at either side: the keyboard goes from one head to the next. */
const OVERSCAN = 3;
/** Before it is known how wide the table is: enough for most windows. */
const FIRST_RECT = { width: 960, height: 0 };

/** The columns in sight sideways, pinned ones always, and how far that is. */
export function useDrawnColumns(
  columns: readonly GridColumn[],
  widths: readonly number[],
  scroller: () => HTMLElement | null,
): Sideways & { drawn: readonly DrawnColumn[] } {
  const pinned = columns.filter(({ isPinned }) => isPinned).length;
  const virtual = useVirtualizer({
    horizontal: true,
    count: columns.length - pinned,
    getScrollElement: scroller,
    estimateSize: (i) => widths[i + pinned + 1] ?? 0,
    overscan: OVERSCAN,
    paddingStart: widths.slice(0, pinned + 1).reduce((sum, width) => sum + width, 0),
    initialRect: FIRST_RECT,
  });
  // It keeps the widths that it was told first.
  useEffect(() => virtual.measure(), [virtual, widths]);
  const items = virtual.getVirtualItems();
  const [first, last] = [items[0]?.index ?? 0, items.at(-1)?.index ?? -1];
  const drawn = useMemo(
    () =>
      columns
        .filter((_, i) => i < pinned || (i >= pinned + first && i <= pinned + last))
        .map((column, i) => ({ ...column, isAfterGap: i === pinned && first > 0 })),
    [columns, pinned, first, last],
  );
  return { drawn, hidden: first, isScrolled: (virtual.scrollOffset ?? 0) > 0 };
}
