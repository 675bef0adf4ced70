"use client";
import type { Task } from "@cairn/sdk/schema";
import type { TaskOperator } from "@cairn/sdk/tasks/query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown, ArrowUp } from "lucide-react";
import Link from "next/link";
import { type CSSProperties, type MouseEvent, useEffect, useRef } from "react";
import { RelativeTime } from "@/components/ui/relative-time";
import { type Status, StatusBadge } from "@/components/ui/status-badge";
import { cn } from "@/lib/cn";
import { useRowKeys } from "@/lib/use-row-keys";
import { ResizeHandle } from "../../runs-table/grid/resize-handle";
import { titleOf, typeName } from "../words";
import { type Cell, cellOf, firstWidth, isNumericColumn, isSortable, wordsOf } from "./columns";

const ROW_PX = 32;
/** So many rows from the end, more are asked for. */
const NEAR = 30;
const NAME = "name";

export interface TaskGridProps {
  tasks: readonly Task[];
  columns: readonly string[];
  widths: Readonly<Record<string, number>>;
  /** A field, with - before it descending; empty: newest first. */
  sort: string;
  hasMore: boolean;
  hrefOf: (task: string) => string;
  onSort: (sort: string) => void;
  onResize: (id: string, width: number | null) => void;
  onCondition: (field: string, operator: TaskOperator, value: string) => void;
  onMore: () => void;
}

/** Tasks as a table of any length. Press a value to see only tasks with it, with Shift only those without it. j and k move, Enter opens. */
export function TaskGrid(props: TaskGridProps) {
  const { tasks, columns, widths, sort, hasMore, hrefOf, onSort, onResize, onCondition, onMore } = props;
  const frame = useRef<HTMLDivElement>(null);
  useRowKeys(frame);
  const rows = useVirtualizer({ count: tasks.length, getScrollElement: () => frame.current, estimateSize: () => ROW_PX, overscan: 12 });
  const shown = rows.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && last > tasks.length - NEAR) onMore();
  }, [last, tasks.length, hasMore, onMore]);

  const widthOf = (id: string) => widths[id] ?? (id === NAME ? 260 : firstWidth(id));
  const style: Record<string, string> = {};
  [NAME, ...columns].forEach((id, i) => {
    style[`--w${i}`] = i === 0 ? `min(${widthOf(id)}px, 60vw)` : `${widthOf(id)}px`;
  });
  const all = [NAME, ...columns].map((_, i) => `var(--w${i})`).join(" + ");
  const cellStyle = (i: number): CSSProperties => ({ width: `var(--w${i})` });

  function ask(event: MouseEvent, field: string, value: string) {
    onCondition(field, event.shiftKey ? "!=" : "=", value);
  }
  return (
    <div
      ref={frame}
      data-grid
      role="grid"
      aria-label="Tasks"
      aria-rowcount={hasMore ? -1 : tasks.length + 1}
      aria-colcount={columns.length + 1}
      className="min-h-0 flex-1 overflow-auto"
      style={style as CSSProperties}
    >
      <div style={{ width: `calc(${all})`, minWidth: "100%" }}>
        <div role="row" aria-rowindex={1} className="sticky top-0 z-20 flex h-8 border-b bg-muted">
          {[NAME, ...columns].map((id, i) => {
            const order = sort === id ? "ascending" : sort === `-${id}` ? "descending" : "none";
            const Arrow = order === "ascending" ? ArrowUp : ArrowDown;
            const { label, title, isCode } = id === NAME ? { label: "Task", title: "Name or label", isCode: false } : wordsOf(id);
            return (
              <div
                key={id}
                role="columnheader"
                aria-colindex={i + 1}
                aria-sort={isSortable(id) ? order : undefined}
                style={cellStyle(i)}
                className={cn("relative flex shrink-0 items-center bg-muted", i === 0 && "sticky left-0 z-10 border-r")}
              >
                <button
                  type="button"
                  disabled={!isSortable(id)}
                  title={isSortable(id) ? `${title}. Press to sort.` : title}
                  onClick={() => onSort(order === "none" ? id : order === "ascending" ? `-${id}` : "")}
                  className={cn(
                    "flex h-full min-w-0 flex-1 items-center gap-1 px-3 font-medium text-muted-foreground text-xs -outline-offset-2 enabled:hover:text-foreground",
                    isNumericColumn(id) && "justify-end",
                    isCode && "font-mono",
                  )}
                >
                  <span className="truncate">{label}</span>
                  {order === "none" ? null : <Arrow aria-hidden className="size-3 shrink-0 text-primary" />}
                </button>
                <ResizeHandle label={label} index={i} width={widthOf(id)} onResize={(width) => onResize(id, width)} />
              </div>
            );
          })}
        </div>
        <div role="rowgroup" className="relative" style={{ height: rows.getTotalSize() }}>
          {shown.map(({ index, start }) => {
            const task = tasks[index];
            if (!task) return null;
            return (
              <div
                key={task.id}
                role="row"
                aria-rowindex={index + 2}
                data-line
                style={{ height: ROW_PX, transform: `translateY(${start}px)` }}
                className="absolute top-0 left-0 flex w-full border-b bg-background hover:bg-accent has-[a:focus-visible]:bg-accent"
              >
                <div
                  role="rowheader"
                  style={cellStyle(0)}
                  className="sticky left-0 z-10 flex shrink-0 items-center gap-2 border-r bg-inherit px-3 text-sm"
                >
                  <StatusBadge status={task.result} compact />
                  <Link href={hrefOf(task.id)} data-row title={typeName(task)} className="truncate font-medium hover:underline">
                    {titleOf(task)}
                  </Link>
                </div>
                {columns.map((id, i) => {
                  const cell = cellOf(task, id);
                  const { value } = cell;
                  return (
                    <div
                      key={id}
                      role="gridcell"
                      style={cellStyle(i + 1)}
                      className={cn("flex shrink-0 items-center px-3 text-sm", isNumericColumn(id) && "justify-end")}
                    >
                      {value === null ? (
                        <Shown cell={cell} />
                      ) : (
                        <button
                          type="button"
                          tabIndex={-1}
                          title={`${value}. Press: only these. Shift and press: without these.`}
                          className="flex min-w-0 items-center rounded-sm text-left hover:underline"
                          onClick={(event) => ask(event, id, value)}
                        >
                          <Shown cell={cell} />
                        </button>
                      )}
                    </div>
                  );
                })}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

function Shown({ cell }: { cell: Cell }) {
  if (cell.kind === "status") return <StatusBadge status={cell.text as Status} />;
  if (cell.kind === "time") return <RelativeTime value={cell.text} className="truncate text-muted-foreground" />;
  return (
    <span
      dir="auto"
      title={cell.value === null && cell.text !== "–" ? cell.text : undefined}
      className={cn("truncate", cell.kind === "code" && "font-mono text-xs tabular", cell.text === "–" && "text-muted-foreground")}
    >
      {cell.text}
    </span>
  );
}
