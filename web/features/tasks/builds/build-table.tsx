"use client";
import type { BuildGraph } from "@cairn/sdk/schema";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";
import { StatusBadge } from "@/components/ui/status-badge";
import { cn } from "@/lib/cn";
import { useRowKeys } from "@/lib/use-row-keys";
import { Elapsed } from "../elapsed";
import { shortId } from "../words";

const ROW_PX = 32;
const COLUMNS = "grid grid-cols-[minmax(9rem,2fr)_minmax(7rem,1fr)_7rem_5.5rem_6rem] gap-x-3 px-3 md:px-6";

export interface BuildTableProps {
  graph: BuildGraph;
  /** Places in the graph's nodes, in their order. */
  places: readonly number[];
  selected: string | null;
  onSelect: (task: string | null) => void;
  onOpen: (task: string) => void;
}

/** Tasks of a build; only rows in view are in the page. j and k move through them, Enter chooses. */
export function BuildTable({ graph, places, selected, onSelect, onOpen }: BuildTableProps) {
  const frame = useRef<HTMLDivElement>(null);
  useRowKeys(frame);
  const rows = useVirtualizer({
    count: places.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
    scrollMargin: ROW_PX,
  });
  // What was chosen in the graph comes into view here.
  useEffect(() => {
    const at = places.findIndex((place) => graph.nodes[place]?.id === selected);
    if (at >= 0) rows.scrollToIndex(at, { align: "auto" });
  }, [selected]);
  return (
    <div ref={frame} role="table" aria-label="Tasks of the build" aria-rowcount={places.length + 1} className="h-full overflow-auto">
      <div className="min-w-[40rem]">
        <div
          role="row"
          className={cn(COLUMNS, "sticky top-0 z-10 h-8 items-center border-b bg-muted font-medium text-muted-foreground text-xs")}
        >
          <span role="columnheader">Task</span>
          <span role="columnheader">Type</span>
          <span role="columnheader">Status</span>
          <span role="columnheader" className="text-right">
            Duration
          </span>
          <span role="columnheader">Id</span>
        </div>
        <div role="rowgroup" className="relative" style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map(({ index, start }) => {
            const task = graph.nodes[places[index] ?? -1];
            if (!task) return null;
            const type = graph.types[task.type];
            const isSelected = task.id === selected;
            return (
              <div
                key={task.id}
                role="row"
                aria-rowindex={index + 2}
                aria-selected={isSelected}
                data-line
                style={{ height: ROW_PX, transform: `translateY(${start - ROW_PX}px)` }}
                className={cn(
                  COLUMNS,
                  "absolute top-0 left-0 w-full items-center border-b text-sm hover:bg-accent",
                  isSelected && "bg-primary-soft",
                )}
              >
                <span role="cell" className="min-w-0">
                  <button
                    type="button"
                    data-row
                    title={task.label ?? type?.name}
                    className="block w-full truncate rounded-sm text-left font-medium after:absolute after:inset-0"
                    onClick={() => onSelect(isSelected ? null : task.id)}
                    onDoubleClick={() => onOpen(task.id)}
                  >
                    {task.label ?? type?.name}
                    {task.is_root ? <span className="pl-2 font-normal text-primary text-xs">asked for</span> : null}
                  </button>
                </span>
                <span role="cell" className="truncate text-muted-foreground" title={type?.namespace}>
                  {type?.namespace ? `${type.namespace}.` : ""}
                  {type?.name}
                </span>
                <span role="cell">
                  <StatusBadge status={task.status} />
                </span>
                <span role="cell" className="text-right font-mono text-xs">
                  <Elapsed from={task.started_at} to={task.finished_at} isRunning={task.status === "running"} />
                </span>
                <code role="cell" className="text-muted-foreground text-xs">
                  {shortId(task.id)}
                </code>
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}
