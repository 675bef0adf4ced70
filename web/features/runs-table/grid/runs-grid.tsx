"use client";
import type { Run, SortBy } from "@cairn/sdk/schema";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type MouseEvent, type ReactNode, type Ref, useEffect, useImperativeHandle, useMemo, useRef } from "react";
import { cn } from "@/lib/cn";
import { FIRST_ROWS } from "../data/queries";
import type { Lines } from "../model/lines";
import { GroupRow } from "./group-row";
import { type ColumnActions, HeaderCell } from "./header-cell";
import { cellStyle, type GridColumn, NAME_COLUMN, NAME_LIMIT, ROW_PX, widthVariables } from "./layout";
import { ResizeHandle } from "./resize-handle";
import { RunRow } from "./run-row";
import { useDrawnColumns } from "./use-drawn-columns";

/** Rows drawn beyond the window, so that a fast scroll meets drawn rows. */
const OVERSCAN = 8;
/** Before it is known how high the table is, the server included: as many rows as come with the page. */
const FIRST_RECT = { width: 0, height: (FIRST_ROWS - OVERSCAN) * ROW_PX };

/** What was pressed in the table. */
export type Pressed = { at: { x: number; y: number }; event: MouseEvent; index: number } & (
  | { act: "select" | "eye" | "colour"; run: Run }
  | { act: "cell"; run: Run; column: GridColumn }
  | { act: "group" }
);

export interface GridHandle {
  scrollTo: (index: number) => void;
  scrollBy: (rows: number) => void;
  /** First line in view, and pixels that it is scrolled up by. */
  top: () => { index: number; offset: number };
  focus: () => void;
}

export interface RunsGridProps {
  ref?: Ref<GridHandle>;
  lines: Lines;
  runAt: (index: number) => Run | undefined;
  columns: readonly GridColumn[];
  widths: readonly number[];
  sort: readonly SortBy[];
  best: ReadonlyMap<number, number>;
  aggregates: ReadonlyMap<number, { at: number; fn: string }>;
  actions: ColumnActions;
  hrefOf: (run: Run) => string;
  colourOf: (run: Run) => string;
  isSelected: (id: string) => boolean;
  isDrawn: (run: Run) => boolean;
  active: number | null;
  lit: string | null;
  onLit: (id: string | null) => void;
  onPress: (pressed: Pressed) => void;
  onRange: (first: number, last: number) => void;
  /** Box at the head of the first column: all or none of the rows in view. */
  selectAll: ReactNode;
  isHeld: boolean;
  isGrouped: boolean;
}

/** The table: as many rows drawn as the window shows, whatever number there is. */
export function RunsGrid(props: RunsGridProps) {
  const { lines, runAt, columns, widths, sort, best, aggregates, actions, active, lit, onLit, onRange, isHeld } = props;
  const scroller = useRef<HTMLDivElement>(null);
  // First of the two, so that it asks where the table is scrolled to before the other one changes rows.
  const { drawn, hidden, isScrolled } = useDrawnColumns(columns, widths, () => scroller.current);
  const virtual = useVirtualizer({
    count: lines.count,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: OVERSCAN,
    scrollPaddingStart: ROW_PX,
    initialRect: FIRST_RECT,
  });
  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => onRange(first, last), [first, last, onRange]);

  useImperativeHandle(props.ref, () => ({
    scrollTo: (index) => virtual.scrollToIndex(index, { align: "auto" }),
    scrollBy: (rows) => {
      if (scroller.current) scroller.current.scrollTop += rows * ROW_PX;
    },
    top: () => {
      const scrolled = scroller.current?.scrollTop ?? 0;
      return { index: Math.floor(scrolled / ROW_PX), offset: scrolled % ROW_PX };
    },
    focus: () => scroller.current?.focus({ preventScroll: true }),
  }));

  const variables = useMemo(() => widthVariables(columns, widths, { hidden, isScrolled }), [columns, widths, hidden, isScrolled]);

  function onClick(event: MouseEvent<HTMLDivElement>) {
    const target = event.target as HTMLElement;
    if (target.closest("a")) return;
    const act = target.closest<HTMLElement>("[data-act]");
    const row = target.closest<HTMLElement>("[data-row]");
    if (!row) return;
    const index = Number(row.dataset.row);
    const at = { x: event.clientX, y: event.clientY };
    const common = { at, event, index };
    const run = runAt(index);
    const kind = act?.dataset.act;
    if (kind === "group") props.onPress({ ...common, act: "group" });
    else if (run && (kind === "select" || kind === "eye" || kind === "colour")) props.onPress({ ...common, act: kind, run });
    else if (run && kind === "cell") {
      const column = columns.find(({ index: place }) => place === Number(act?.dataset.column));
      if (!column) return;
      event.preventDefault();
      props.onPress({ ...common, act: "cell", run, column });
    }
  }

  function onMouseOver(event: MouseEvent) {
    const id = (event.target as HTMLElement).closest<HTMLElement>("[data-run]")?.dataset.run ?? null;
    if (id !== lit) onLit(id);
  }

  return (
    <div
      ref={scroller}
      role="grid"
      aria-label="Runs"
      aria-rowcount={lines.count + 1}
      aria-colcount={columns.length + 1}
      aria-multiselectable
      aria-busy={isHeld}
      aria-activedescendant={active !== null && active >= first && active <= last ? `run-row-${active}` : undefined}
      tabIndex={0}
      data-grid
      style={variables}
      className={cn("relative min-h-0 flex-1 overflow-auto overscroll-contain bg-card -outline-offset-2 [contain:strict]", NAME_LIMIT)}
    >
      <div role="rowgroup" className="sticky top-0 z-10 w-[var(--all)] min-w-full">
        <div role="row" aria-rowindex={1} className="flex h-8 w-full border-b bg-muted">
          <div
            role="columnheader"
            aria-colindex={1}
            style={{ ...cellStyle(0, true), zIndex: 2 }}
            className="relative flex shrink-0 items-center gap-1.5 border-r bg-muted pr-2 pl-2"
          >
            {props.selectAll}
            <button
              type="button"
              onClick={(event) => actions.onSort(NAME_COLUMN, nextOrder(sort), event.shiftKey)}
              className="min-w-0 flex-1 truncate text-left font-medium text-muted-foreground text-xs hover:text-foreground"
            >
              {props.isGrouped ? "Group" : "Run"}
            </button>
            <ResizeHandle
              label="the run's name"
              index={0}
              width={widths[0] ?? 0}
              onResize={(width) => actions.onResize(NAME_COLUMN, width)}
            />
          </div>
          {drawn.map((column) => (
            <HeaderCell key={column.id} gridColumn={column} width={widths[column.index] ?? 0} sort={sort} actions={actions} />
          ))}
        </div>
      </div>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the page's own keys do the same for the active row */}
      {/* biome-ignore lint/a11y/useKeyWithMouseEvents: lighting a row is a hint for the pointer alone */}
      <div
        role="rowgroup"
        className={cn("relative w-[var(--all)] min-w-full transition-opacity", isHeld && "opacity-55")}
        style={{ height: virtual.getTotalSize() }}
        onClick={onClick}
        onContextMenu={onClick}
        onMouseOver={onMouseOver}
        onMouseLeave={() => onLit(null)}
      >
        {items.map(({ index }) => {
          const line = lines.at(index);
          if (line?.kind === "group")
            return (
              <GroupRow
                key={`group ${line.group.filter}`}
                index={index}
                group={line.group}
                isOpen={line.isOpen}
                isActive={active === index}
                columns={drawn}
                aggregates={aggregates}
              />
            );
          const run = runAt(index);
          return (
            <RunRow
              key={index}
              index={index}
              run={run}
              columns={drawn}
              best={best}
              href={run ? props.hrefOf(run) : ""}
              colour={run ? props.colourOf(run) : ""}
              isSelected={run !== undefined && props.isSelected(run.id)}
              isActive={active === index}
              isLit={run !== undefined && lit === run.id}
              isDrawn={run !== undefined && props.isDrawn(run)}
              isNested={props.isGrouped}
            />
          );
        })}
      </div>
    </div>
  );
}

/** Ascending, descending, not at all. */
function nextOrder(sort: readonly SortBy[]): "asc" | "desc" | null {
  const now = sort.find(({ field }) => field === NAME_COLUMN)?.order;
  return now === undefined ? "asc" : now === "asc" ? "desc" : null;
}
