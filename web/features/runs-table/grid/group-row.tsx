"use client";
import type { CellValue } from "@cairn/sdk/schema";
import { ChevronRight } from "lucide-react";
import { memo } from "react";
import { cn } from "@/lib/cn";
import { formatDuration, formatNumber } from "../../charts/format";
import type { Group } from "../model/lines";
import { cellStyle, type DrawnColumn, ROW_PX } from "./layout";

export interface GroupRowProps {
  index: number;
  group: Group;
  isOpen: boolean;
  isActive: boolean;
  columns: readonly DrawnColumn[];
  /** For each column by its place: which of the group's values it shows, and of which function. */
  aggregates: ReadonlyMap<number, { at: number; fn: string }>;
}

const wordsOf = (value: CellValue): string => (value === null ? "none" : typeof value === "number" ? formatNumber(value) : String(value));

/** The head of a group: its value, how many runs it has, and what they come to. */
export const GroupRow = memo(function GroupRow({ index, group, isOpen, isActive, columns, aggregates }: GroupRowProps) {
  return (
    <div
      role="row"
      id={`run-row-${index}`}
      aria-rowindex={index + 2}
      data-row={index}
      data-active={isActive}
      data-act="group"
      className="group/row absolute left-0 flex w-[var(--all)] min-w-full cursor-pointer border-b bg-muted text-sm hover:bg-accent data-[active=true]:after:absolute data-[active=true]:after:inset-0 data-[active=true]:after:z-[2] data-[active=true]:after:pointer-events-none data-[active=true]:after:border-2 data-[active=true]:after:border-ring"
      style={{ height: ROW_PX, top: index * ROW_PX }}
    >
      <div
        role="rowheader"
        aria-colindex={1}
        style={cellStyle(0, true)}
        className="flex min-w-0 shrink-0 items-center gap-1.5 border-r bg-muted px-2 group-hover/row:bg-accent"
      >
        <button
          type="button"
          tabIndex={-1}
          aria-expanded={isOpen}
          className="flex min-w-0 flex-1 items-center gap-1.5 text-left font-medium"
        >
          <ChevronRight aria-hidden className={cn("size-4 shrink-0 text-muted-foreground transition-transform", isOpen && "rotate-90")} />
          <span className="truncate" dir="auto" title={group.key.map(wordsOf).join(", ")}>
            {group.key.map(wordsOf).join(" · ")}
          </span>
        </button>
        <span className="shrink-0 text-muted-foreground text-xs tabular">
          {group.count.toLocaleString("en")}
          <span className="sr-only"> {group.count === 1 ? "run" : "runs"}</span>
        </span>
      </div>
      {columns.map(({ id, column, index: place, isPinned, isAfterGap }) => {
        const aggregate = aggregates.get(place);
        const value = aggregate ? group.values[aggregate.at] : undefined;
        const isDuration = column.kind === "attribute" && column.key === "duration";
        return (
          <div
            key={id}
            role="gridcell"
            aria-colindex={place + 1}
            style={cellStyle(place, isPinned, isAfterGap)}
            className={cn(
              "shrink-0 truncate px-3 text-right font-mono text-xs leading-8 tabular",
              isPinned && "bg-muted group-hover/row:bg-accent",
            )}
          >
            {value === undefined || value === null ? null : (
              <span title={`${aggregate?.fn} ${String(value)}`}>
                <span className="mr-1.5 font-sans text-muted-foreground text-[11px]">{aggregate?.fn}</span>
                {isDuration && typeof value === "number" ? formatDuration(value * 1_000) : wordsOf(value)}
              </span>
            )}
          </div>
        );
      })}
    </div>
  );
});
