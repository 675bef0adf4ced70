"use client";
import type { BuildGraph } from "@cairn/sdk/schema";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef, useState } from "react";
import { EmptyState } from "@/components/ui/empty-state";
import { cn } from "@/lib/cn";
import { useRowKeys } from "@/lib/use-row-keys";
import { formatDuration } from "../../charts/format";
import { criticalPath } from "../graph/critical-path";
import { STATUS_FILL } from "../words";

const ROW_PX = 26;
const TICKS = 5;

export interface TimelineProps {
  graph: BuildGraph;
  places: readonly number[];
  isRunning: boolean;
  selected: string | null;
  onSelect: (task: string | null) => void;
}

/** When each task ran, one below the other, in the order in which they began; the chain that the build waited for stands out. */
export function Timeline({ graph, places, isRunning, selected, onSelect }: TimelineProps) {
  const frame = useRef<HTMLDivElement>(null);
  const [clock, setClock] = useState(() => Date.now());
  useRowKeys(frame);
  useEffect(() => {
    if (!isRunning) return;
    const timer = setInterval(() => setClock(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [isRunning]);
  const { nodes, edges } = graph;
  const ran = useMemo(
    () =>
      places
        .filter((place) => nodes[place]?.started_at != null)
        .toSorted((a, b) => (nodes[a]?.started_at ?? 0) - (nodes[b]?.started_at ?? 0)),
    [nodes, places],
  );
  const last = useMemo(() => nodes.reduce((end, node) => Math.max(end, node.finished_at ?? node.started_at ?? 0), 0), [nodes]);
  const now = isRunning ? Math.max(clock, last) : last;
  const path = useMemo(() => criticalPath(nodes, edges, now), [nodes, edges, now]);
  const critical = useMemo(() => new Set(path), [path]);
  const first = useMemo(
    () => nodes.reduce((start, { started_at }) => Math.min(start, started_at ?? start), Number.POSITIVE_INFINITY),
    [nodes],
  );
  const length = Math.max(1, now - first);
  const work = path.reduce((sum, place) => sum + ((nodes[place]?.finished_at ?? now) - (nodes[place]?.started_at ?? now)), 0);
  const rows = useVirtualizer({ count: ran.length, getScrollElement: () => frame.current, estimateSize: () => ROW_PX, overscan: 12 });
  useEffect(() => {
    const at = ran.findIndex((place) => nodes[place]?.id === selected);
    if (at >= 0) rows.scrollToIndex(at, { align: "auto" });
  }, [selected]);

  if (ran.length === 0)
    return (
      <EmptyState title="Nothing ran" className="m-3 border-0">
        Tasks that were complete are reused. Those that are computed here stand on a line of time.
      </EmptyState>
    );
  return (
    <div ref={frame} className="h-full overflow-auto">
      <div className="sticky top-0 z-10 grid h-8 min-w-[32rem] grid-cols-[11rem_minmax(0,1fr)] items-center border-b bg-muted text-muted-foreground text-xs">
        <span className="truncate px-3 md:pl-6" title="From each task to what it needs that ended last">
          Critical path: {path.length}, {formatDuration(work)}
        </span>
        <span className="relative mr-3 h-full">
          {Array.from({ length: TICKS }, (_, i) => (
            <span key={i} className="absolute top-2 whitespace-nowrap tabular" style={{ left: `${(i / TICKS) * 100}%` }}>
              {i === 0 ? "0" : formatDuration((length * i) / TICKS)}
            </span>
          ))}
        </span>
      </div>
      <ol aria-label="When each task ran" className="relative min-w-[32rem]" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start }) => {
          const place = ran[index] ?? -1;
          const task = nodes[place];
          if (!task || task.started_at === null) return null;
          const end = task.finished_at ?? now;
          const isSelected = task.id === selected;
          const name = task.label ?? graph.types[task.type]?.name ?? "";
          return (
            <li
              key={task.id}
              data-line
              style={{ height: ROW_PX, transform: `translateY(${start}px)` }}
              className={cn(
                "absolute top-0 left-0 grid w-full grid-cols-[11rem_minmax(0,1fr)] items-center border-b text-xs hover:bg-accent",
                isSelected && "bg-primary-soft",
              )}
            >
              <button
                type="button"
                data-row
                aria-pressed={isSelected}
                title={`${name}, ${task.status}, ${formatDuration(end - task.started_at)}${critical.has(place) ? ", on the critical path" : ""}`}
                className={cn(
                  "truncate rounded-sm px-3 text-left md:pl-6 after:absolute after:inset-0",
                  critical.has(place) && "font-semibold",
                )}
                onClick={() => onSelect(isSelected ? null : task.id)}
              >
                {name}
              </button>
              <span className="relative mr-3 h-3">
                <span
                  className={cn(
                    "absolute top-0 h-full min-w-[3px] rounded-sm",
                    STATUS_FILL[task.status],
                    critical.has(place) && "outline-1 outline-foreground outline-offset-1",
                  )}
                  style={{ left: `${((task.started_at - first) / length) * 100}%`, width: `${((end - task.started_at) / length) * 100}%` }}
                />
              </span>
            </li>
          );
        })}
      </ol>
    </div>
  );
}
