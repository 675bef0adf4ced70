"use client";
import type { SortBy } from "@cairn/sdk/schema";
import { ArrowDown, ArrowUp, ChartLine, ChevronDown, Sigma, SlidersHorizontal, Tag } from "lucide-react";
import { type MouseEvent, memo } from "react";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import { cn } from "@/lib/cn";
import { columnId, columnLabel, columnTitle, METRIC_STATS } from "../model/columns";
import { cellStyle, type DrawnColumn, type GridColumn } from "./layout";
import { ResizeHandle } from "./resize-handle";

const icons = { param: SlidersHorizontal, tag: Tag, summary: Sigma, metric: ChartLine } as const;

/** What can be done with a column from its head. */
export interface ColumnActions {
  onSort: (field: string, order: "asc" | "desc" | null, isAdded: boolean) => void;
  onResize: (id: string, width: number | null) => void;
  onPin: (id: string, isPinned: boolean) => void;
  onHide: (id: string) => void;
  onMove: (id: string, step: -1 | 1) => void;
  onReplace: (id: string, by: string) => void;
  onBest: (id: string, way: "min" | "max" | "none") => void;
  onGroup: (id: string) => void;
}

export interface HeaderCellProps {
  gridColumn: DrawnColumn;
  width: number;
  sort: readonly SortBy[];
  actions: ColumnActions;
}

/** Head of a column: press to sort, shift-press to sort by several; a menu for the rest. */
export const HeaderCell = memo(function HeaderCell({ gridColumn, width, sort, actions }: HeaderCellProps) {
  const { id, column, index, isPinned, isNumeric, isAfterGap } = gridColumn;
  const place = sort.findIndex(({ field }) => field === id);
  const order = place >= 0 ? (sort[place]?.order ?? "asc") : null;
  const Icon = column.kind === "attribute" ? null : icons[column.kind];
  const title = columnTitle(column);

  function onSort(event: MouseEvent) {
    const next =
      order === null
        ? gridColumn.best === "max"
          ? "desc"
          : "asc"
        : order === (gridColumn.best === "max" ? "desc" : "asc")
          ? flip(order)
          : null;
    actions.onSort(id, next, event.shiftKey);
  }

  return (
    <div
      role="columnheader"
      aria-colindex={index + 1}
      aria-sort={order === null ? "none" : order === "asc" ? "ascending" : "descending"}
      style={cellStyle(index, isPinned, isAfterGap)}
      className={cn("group/head relative isolate flex shrink-0 items-center bg-muted", isPinned && "border-r")}
    >
      <button
        type="button"
        title={`${title}. Click to sort, shift-click to sort by several.`}
        onClick={onSort}
        className={cn(
          "flex h-full min-w-0 flex-1 items-center gap-1.5 px-3 font-medium text-muted-foreground text-xs -outline-offset-2 hover:text-foreground",
          isNumeric && "justify-end text-right",
        )}
      >
        {Icon ? <Icon aria-hidden className="size-3 shrink-0 opacity-70" /> : null}
        <span className={cn("truncate", column.kind !== "attribute" && "font-mono")} dir="auto">
          {columnLabel(column)}
        </span>
        {column.kind === "metric" && column.stat !== "last" ? (
          <span className="shrink-0 font-normal text-[11px]">{column.stat}</span>
        ) : null}
        {order ? (
          <span className="inline-flex shrink-0 items-center text-primary">
            {order === "asc" ? <ArrowUp aria-hidden className="size-3" /> : <ArrowDown aria-hidden className="size-3" />}
            {sort.length > 1 ? <span className="text-[10px] tabular">{place + 1}</span> : null}
          </span>
        ) : null}
      </button>
      <DropdownMenu>
        <DropdownMenuTrigger
          aria-label={`Column ${title}`}
          className="absolute right-1.5 flex size-5 shrink-0 items-center justify-center rounded-sm bg-muted text-muted-foreground opacity-0 hover:bg-accent focus-visible:opacity-100 group-hover/head:opacity-100 data-[state=open]:opacity-100 max-md:hidden"
        >
          <ChevronDown aria-hidden className="size-3.5" />
        </DropdownMenuTrigger>
        <HeaderMenu gridColumn={gridColumn} order={order} actions={actions} />
      </DropdownMenu>
      <ResizeHandle label={title} index={index} width={width} onResize={(next) => actions.onResize(id, next)} />
    </div>
  );
});

const flip = (order: "asc" | "desc") => (order === "asc" ? "desc" : "asc");

function HeaderMenu({ gridColumn, order, actions }: { gridColumn: GridColumn; order: "asc" | "desc" | null; actions: ColumnActions }) {
  const { id, column, isPinned, best } = gridColumn;
  return (
    <DropdownMenuContent align="end" className="min-w-52">
      <DropdownMenuItem onSelect={() => actions.onSort(id, "asc", false)}>Sort ascending</DropdownMenuItem>
      <DropdownMenuItem onSelect={() => actions.onSort(id, "desc", false)}>Sort descending</DropdownMenuItem>
      {order ? <DropdownMenuItem onSelect={() => actions.onSort(id, null, true)}>Do not sort by it</DropdownMenuItem> : null}
      <DropdownMenuSeparator />
      {column.kind === "metric" ? (
        <>
          <DropdownMenuLabel>Shown value</DropdownMenuLabel>
          <DropdownMenuRadioGroup value={column.stat}>
            {METRIC_STATS.map((stat) => (
              <DropdownMenuRadioItem key={stat} value={stat} onSelect={() => actions.onReplace(id, columnId({ ...column, stat }))}>
                {{ last: "Last", min: "Lowest", max: "Highest" }[stat]}
              </DropdownMenuRadioItem>
            ))}
          </DropdownMenuRadioGroup>
          <DropdownMenuLabel>Mark the best</DropdownMenuLabel>
          <DropdownMenuRadioGroup value={best ?? "none"}>
            {(["min", "max", "none"] as const).map((way) => (
              <DropdownMenuRadioItem key={way} value={way} onSelect={() => actions.onBest(id, way)}>
                {{ min: "Lowest is best", max: "Highest is best", none: "Mark none" }[way]}
              </DropdownMenuRadioItem>
            ))}
          </DropdownMenuRadioGroup>
        </>
      ) : (
        <DropdownMenuItem onSelect={() => actions.onGroup(id)}>Group by it</DropdownMenuItem>
      )}
      <DropdownMenuSeparator />
      <DropdownMenuItem onSelect={() => actions.onPin(id, !isPinned)}>{isPinned ? "Unpin" : "Pin to the left"}</DropdownMenuItem>
      <DropdownMenuItem onSelect={() => actions.onMove(id, -1)}>Move left</DropdownMenuItem>
      <DropdownMenuItem onSelect={() => actions.onMove(id, 1)}>Move right</DropdownMenuItem>
      <DropdownMenuItem onSelect={() => actions.onHide(id)}>Hide</DropdownMenuItem>
    </DropdownMenuContent>
  );
}
