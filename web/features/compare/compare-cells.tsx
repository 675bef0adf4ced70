"use client";
import { memo } from "react";
import { cn } from "@/lib/cn";
import { type CompareRow, changeFrom, isMeasured } from "./rows";

export interface CompareCellsProps {
  row: CompareRow;
  baseAt: number;
  best: ReadonlySet<number>;
  /** Place of the run that is lit; -1 for none. */
  lit: number;
  /** Least width of a run's column, in CSS pixels. */
  width: number;
}

/** Values of one row: what differs from the base stands out, numbers say by how much. */
export const CompareCells = memo(function CompareCells({ row, baseAt, best, lit, width }: CompareCellsProps) {
  const base = row.values[baseAt];
  return row.values.map((value, at) => {
    const isOther = at !== baseAt && value !== base;
    const change = isOther && isMeasured(row) ? changeFrom(base, value) : "";
    const isNumber = typeof value === "number";
    return (
      <div
        key={at}
        role="cell"
        style={{ minWidth: width }}
        title={value === undefined ? "not set" : String(value)}
        className={cn(
          "flex min-w-0 flex-1 basis-0 items-baseline gap-1.5 truncate px-3 leading-8",
          isNumber && "font-mono text-xs leading-8 tabular",
          isOther && "bg-warning-soft",
          at === lit && "bg-accent",
        )}
      >
        {value === undefined ? (
          <span className="text-muted-foreground/70">–</span>
        ) : (
          <span
            className={cn(
              "truncate",
              best.has(at) && "font-semibold text-status-success",
              !isNumber && !isOther && at !== baseAt && "text-muted-foreground",
            )}
          >
            <bdi>{row.show(value)}</bdi>
            {best.has(at) ? <span className="sr-only"> (best)</span> : null}
          </span>
        )}
        {change ? <span className="shrink-0 text-[11px] text-muted-foreground">{change}</span> : null}
      </div>
    );
  });
});
