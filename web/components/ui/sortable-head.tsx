"use client";
import { ArrowDown, ArrowUp } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "@/lib/cn";
import { nextSorting, type Sorting } from "@/lib/sorting";
import { TableHead } from "./table";

export interface SortableHeadProps<Key extends string> {
  column: Key;
  sorting: Sorting<Key> | null;
  onSort: (sorting: Sorting<Key> | null) => void;
  /** Whether the first press puts the greatest first. */
  startsDescending?: boolean;
  numeric?: boolean;
  className?: string;
  /** What the column is, in words. */
  title?: string;
  children: ReactNode;
}

/** Head of a column by which a table is sorted when it is pressed. */
export function SortableHead<Key extends string>(props: SortableHeadProps<Key>) {
  const { column, sorting, onSort, startsDescending = false, numeric = false, className, title, children } = props;
  const isSorted = sorting?.key === column;
  const Arrow = sorting?.isDescending ? ArrowDown : ArrowUp;
  return (
    <TableHead
      numeric={numeric}
      aria-sort={isSorted ? (sorting.isDescending ? "descending" : "ascending") : "none"}
      className={cn("px-0", className)}
    >
      <button
        type="button"
        title={title ? `${title}. Press to sort.` : "Press to sort"}
        onClick={() => onSort(nextSorting(sorting, column, startsDescending))}
        className={cn(
          "flex h-8 w-full items-center gap-1 px-3 font-medium -outline-offset-2 hover:text-foreground",
          numeric && "justify-end",
        )}
      >
        {children}
        {isSorted ? <Arrow aria-hidden className="size-3 shrink-0 text-primary" /> : null}
      </button>
    </TableHead>
  );
}
