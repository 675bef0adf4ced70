import type { CSSProperties } from "react";
import { type Column, firstWidth, MAX_WIDTH, MIN_WIDTH } from "../model/columns";

/** Height of a row and of the header, in CSS pixels. */
export const ROW_PX = 32;
/** Width of the column with the run's name before anybody dragged it. */
const NAME_WIDTH = 288;
const NAME_WIDTH_PHONE = 204;
/** Id of that column among the widths. */
export const NAME_COLUMN = "name";

export interface GridColumn {
  id: string;
  column: Column;
  /** Place among the columns, the one with the name being 0. */
  index: number;
  isPinned: boolean;
  /** Which way its best value is looked for; null: none is marked. */
  best: "min" | "max" | null;
  isNumeric: boolean;
}

/** A column that is drawn: those too far to the side are not. */
export interface DrawnColumn extends GridColumn {
  /** Whether columns before it are not drawn. */
  isAfterGap: boolean;
}

export const clampWidth = (width: number): number => Math.round(Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, width)));

/** Widths in CSS pixels: of the name, then of the columns. */
export function widthsOf(columns: readonly GridColumn[], widths: Record<string, number>, isNarrow: boolean): number[] {
  const name = widths[NAME_COLUMN] ?? (isNarrow ? NAME_WIDTH_PHONE : NAME_WIDTH);
  return [isNarrow ? Math.min(name, NAME_WIDTH_PHONE) : name, ...columns.map(({ id, column }) => widths[id] ?? firstWidth(column))];
}

/** How wide the name may be, by the window: the server draws the table before anybody knows the window. */
export const NAME_LIMIT = "[--name-max:100vw] max-md:[--name-max:204px]";

/** How far the table is scrolled sideways. */
export interface Sideways {
  /** How many of the columns that scroll are left out before the first drawn one. */
  hidden: number;
  /**
   * Whether anything is scrolled away. Only then do pinned cells stick: each that does is a layer of its own, and dozens of layers are half
   * of what a frame costs while the table scrolls up and down.
   */
  isScrolled: boolean;
}

/** The widths as variables of the grid: a drag changes one variable, and no row is drawn anew. */
export function widthVariables(columns: readonly GridColumn[], widths: readonly number[], { hidden, isScrolled }: Sideways): CSSProperties {
  const style: Record<string, string> = { "--w0": `min(${widths[0]}px, var(--name-max))`, "--pinned": isScrolled ? "sticky" : "relative" };
  if (isScrolled) style["--l0"] = "0px";
  const all = widths.map((_, i) => `var(--w${i})`).join(" + ");
  let left = "var(--w0)";
  for (const { index, isPinned } of columns) {
    style[`--w${index}`] = `${widths[index]}px`;
    if (!isPinned || !isScrolled) continue;
    style[`--l${index}`] = `calc(${left})`;
    left += ` + var(--w${index})`;
  }
  style["--all"] = `calc(${all})`;
  const before = columns.filter(({ isPinned }) => !isPinned).slice(0, hidden);
  style["--before"] = before.length > 0 ? `calc(${before.map(({ index }) => `var(--w${index})`).join(" + ")})` : "0px";
  return style as CSSProperties;
}

const styles = new Map<string, CSSProperties>();

/**
 * Place of a cell: its width, and where it stays while the rest scrolls sideways. `isAfterGap`: the columns before it are not drawn. The
 * same object for the same column.
 */
export function cellStyle(index: number, isPinned: boolean, isAfterGap = false): CSSProperties {
  const key = `${index} ${isPinned} ${isAfterGap}`;
  let style = styles.get(key);
  if (!style) {
    style = {
      width: `var(--w${index})`,
      ...(isPinned ? { position: "var(--pinned)" as "sticky", left: `var(--l${index}, auto)`, zIndex: 1 } : {}),
      ...(isAfterGap ? { marginLeft: "var(--before)" } : {}),
    };
    styles.set(key, style);
  }
  return style;
}
