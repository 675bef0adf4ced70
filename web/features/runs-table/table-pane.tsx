"use client";
import type { Run, RunStats } from "@cairn/sdk/schema";
import { useRouter } from "next/navigation";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Dialog } from "@/components/ui/dialog";
import { ErrorState } from "@/components/ui/error-state";
import { TableSkeleton } from "@/components/ui/skeleton";
import { describeError } from "@/lib/api/problem";
import type { Place } from "../runs/queries";
import type { LiveState } from "../runs/use-live";
import { BulkBar } from "./bulk/bulk-bar";
import { useSelection } from "./bulk/selection";
import { useBulk } from "./bulk/use-bulk";
import { rangeOf } from "./data/range";
import type { Drawn } from "./data/use-drawn";
import { useLiveRows } from "./data/use-live-rows";
import { useRows } from "./data/use-rows";
import { EditRun } from "./edit-run";
import { type CellAt, CellMenu, filterOfCell } from "./grid/cell-menu";
import { ColourPicker } from "./grid/colour-picker";
import { widthsOf } from "./grid/layout";
import { type GridHandle, type Pressed, RunsGrid } from "./grid/runs-grid";
import { bestOf } from "./model/cell";
import type { Group } from "./model/lines";
import { addCondition } from "./model/question";
import { TableEmpty } from "./table-empty";
import { useKeys } from "./use-keys";
import { type ActiveRow, usePlaceKept } from "./use-place-kept";
import type { TableModel } from "./use-table";

export interface TablePaneProps {
  place: Place;
  table: TableModel;
  stats: RunStats | undefined;
  drawn: Drawn;
  /** Whether it is known which columns there are. */
  isReady: boolean;
  /** Whether the filter can be read. */
  isReadable: boolean;
  isNarrow: boolean;
  isPaused: boolean;
  canWrite: boolean;
  lit: string | null;
  onLit: (id: string | null) => void;
  onLive: (state: LiveState) => void;
  focusFilter: () => void;
}

const LAYOUT_ORDER = { split: "table", table: "charts", charts: "split" } as const;

/** The table with what is done in it: selection, menus, keys, live changes. */
export function TablePane(props: TablePaneProps) {
  const { place, table, stats, drawn, isNarrow, canWrite, lit, onLit } = props;
  const { state, setState, question, grouping, columns, actions } = table;
  const router = useRouter();
  const grid = useRef<GridHandle>(null);
  const selection = useSelection();
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const [active, setActive] = useState<ActiveRow | null>(null);
  const [cell, setCell] = useState<CellAt | null>(null);
  const [picking, setPicking] = useState<{ run: Run; at: { x: number; y: number } } | null>(null);
  const [editing, setEditing] = useState<Run | null>(null);
  const anchor = useRef<number | null>(null);

  const isOpen = useCallback((group: Group) => opened.has(group.filter), [opened]);
  const rows = useRows({ place, question, grouping, isOpen, isEnabled: props.isReady && props.isReadable });
  const { lines, runAt, loaded, total } = rows;
  const keepPlace = usePlaceKept({ grid, runAt, active, setActive });
  const live = useLiveRows({ place, runs: loaded, isPaused: props.isPaused, beforeChange: keepPlace });
  const { onLive } = props;
  useEffect(() => onLive(live), [live, onLive]);

  const asked = JSON.stringify([question.filter, question.experiment, question.lifecycle, question.sort, state.group]);
  const askedBefore = useRef(asked);
  useEffect(() => {
    if (askedBefore.current === asked) return;
    askedBefore.current = asked;
    anchor.current = null;
    setActive(null);
    grid.current?.scrollTo(0);
  }, [asked]);

  const bulk = useBulk(place, (ids, { kind }) => {
    if (kind === "archive" || kind === "unarchive" || kind === "delete" || kind === "restore") selection.remove(ids);
  });
  const best = useKept(
    useMemo(() => {
      const map = new Map<number, number>();
      for (const { column, index, best: way } of columns) {
        const value = way ? bestOf(loaded, column, way) : null;
        if (value !== null) map.set(index, value);
      }
      return map;
    }, [columns, loaded]),
  );
  const widths = useMemo(() => widthsOf(columns, table.remembered.widths ?? {}, isNarrow), [columns, table.remembered.widths, isNarrow]);
  const colours = table.remembered.colours;
  const base = `/${place.organization}/${place.workspace}`;

  function toggleGroup(group: Group) {
    setOpened((before) => {
      const next = new Set(before);
      if (!next.delete(group.filter)) next.add(group.filter);
      return next;
    });
  }
  async function selectRange(to: number) {
    const from = anchor.current ?? to;
    const runs = await rangeOf({ place, question, grouping, lines, runAt }, Math.min(from, to), Math.max(from, to));
    selection.add(runs);
  }
  function select(run: Run, index: number, isRange: boolean) {
    if (isRange && anchor.current !== null) void selectRange(index);
    else selection.toggle(run);
    anchor.current = index;
  }
  const filterBy = (condition: string) => setState({ q: addCondition(state.q, condition) });

  function onPress(pressed: Pressed) {
    const { index, event, at } = pressed;
    const line = lines.at(index);
    if (pressed.act === "group") {
      if (line?.kind === "group") toggleGroup(line.group);
      setActive({ index, id: null });
      return;
    }
    const { run } = pressed;
    setActive({ index, id: run.id });
    if (pressed.act === "select") select(run, index, event.shiftKey);
    else if (pressed.act === "eye") drawn.toggle(run);
    else if (pressed.act === "colour") setPicking({ run, at });
    else if (event.shiftKey) select(run, index, true);
    else if (pressed.act === "cell" && event.altKey) filterBy(filterOfCell(run, pressed.column.column));
    else if (pressed.act === "cell") setCell({ run, column: pressed.column, at });
  }

  const activeRun = active ? runAt(active.index) : undefined;
  useKeys({
    move: (step, extend) => {
      const index = Math.min(lines.count - 1, Math.max(0, active ? active.index + step : 0));
      const run = runAt(index);
      setActive({ index, id: run?.id ?? null });
      grid.current?.scrollTo(index);
      if (!extend) return;
      anchor.current ??= active?.index ?? index;
      if (activeRun) selection.add([activeRun]);
      if (run) selection.add([run]);
    },
    open: () => {
      const line = active ? lines.at(active.index) : null;
      if (line?.kind === "group") toggleGroup(line.group);
      else if (activeRun) router.push(`${base}/runs/${activeRun.id}`);
    },
    select: (isRange) => active && activeRun && select(activeRun, active.index, isRange),
    toggleEye: () => activeRun && drawn.toggle(activeRun),
    edit: () => activeRun && canWrite && setEditing(activeRun),
    search: props.focusFilter,
    leave: () => {
      if (selection.runs.size > 0) selection.clear();
      else setActive(null);
    },
    nextLayout: () => table.setLayout(isNarrow ? (table.layout === "charts" ? "table" : "charts") : LAYOUT_ORDER[table.layout]),
  });

  const elsewhere = (stats?.archived ?? 0) + (stats?.deleted ?? 0);
  const isFiltered = state.q.trim() !== "" || state.experiment !== null;
  const clear = () => setState({ q: "", experiment: null });
  const inView = loaded;
  const isAllSelected = inView.length > 0 && inView.every(({ id }) => selection.has(id));

  if (!props.isReadable && total === undefined) return <TableEmpty tab={state.tab} isFiltered elsewhere={0} onClear={clear} />;
  // What is shown still answers an earlier question: under this one it would mislead.
  if (rows.error && (total === undefined || rows.isHeld))
    return <ErrorState className="m-4" error={rows.error} what="load the runs" onRetry={rows.retry} retrying={rows.isFetching} />;
  if (total === undefined)
    return (
      <div className="p-3">
        <TableSkeleton rows={16} columns={6} />
      </div>
    );
  return (
    <>
      {rows.error ? (
        <Callout tone="warning" className="m-2">
          This may be out of date: {describeError(rows.error).detail}{" "}
          <Button variant="link" size="inline" onClick={rows.retry}>
            Try again
          </Button>
        </Callout>
      ) : null}
      {total === 0 && !rows.isHeld ? (
        <div className="flex min-h-0 flex-1 flex-col">
          <TableEmpty tab={state.tab} isFiltered={isFiltered} elsewhere={elsewhere} onClear={clear} />
        </div>
      ) : (
        <RunsGrid
          ref={grid}
          lines={lines}
          runAt={runAt}
          columns={columns}
          widths={widths}
          sort={state.sort}
          best={best}
          aggregates={table.aggregates}
          actions={actions}
          hrefOf={(run) => `${base}/runs/${run.id}`}
          colourOf={drawn.colourOf}
          isSelected={selection.has}
          isDrawn={drawn.isDrawn}
          active={active?.index ?? null}
          lit={lit}
          onLit={onLit}
          onPress={onPress}
          onRange={rows.show}
          isHeld={rows.isHeld}
          isGrouped={grouping !== null}
          selectAll={
            <input
              type="checkbox"
              className="size-4 shrink-0 accent-primary"
              aria-label="Select the runs in view"
              checked={isAllSelected}
              disabled={inView.length === 0}
              onChange={() => (isAllSelected ? selection.remove(inView.map(({ id }) => id)) : selection.add(inView))}
            />
          }
        />
      )}
      <div className="flex h-7 shrink-0 items-center gap-3 border-t px-3 text-muted-foreground text-xs tabular">
        <span role="status">
          {total.toLocaleString("en")} {total === 1 ? "run" : "runs"}
          {rows.groupTotal !== undefined ? ` in ${rows.groupTotal.toLocaleString("en")} ${rows.groupTotal === 1 ? "group" : "groups"}` : ""}
        </span>
        {rows.groupTotal !== undefined && lines.count > 0 && rows.groupTotal > rows.groupCount ? (
          <span>The first {rows.groupCount.toLocaleString("en")} groups are shown.</span>
        ) : null}
      </div>
      <BulkBar
        selection={selection}
        tab={state.tab}
        canWrite={canWrite}
        compareHref={(ids) => `${base}/compare?runs=${ids.join(",")}`}
        total={grouping ? undefined : total}
        onSelectAll={() => void rangeOf({ place, question, grouping, lines, runAt }, 0, total - 1).then(selection.add)}
        isPending={bulk.isPending}
        onChange={(change) => void bulk.change([...selection.runs.keys()], change)}
      />
      <CellMenu
        cell={cell}
        onClose={() => setCell(null)}
        onFilter={filterBy}
        onSort={(field, order) => actions.onSort(field, order, false)}
        onOpen={(run) => router.push(`${base}/runs/${run.id}`)}
      />
      {picking ? (
        <ColourPicker
          {...picking}
          colour={drawn.colourOf(picking.run)}
          onClose={() => setPicking(null)}
          onChange={(colour) => {
            const { [picking.run.id]: _, ...others } = colours ?? {};
            table.remember({ colours: colour ? { ...others, [picking.run.id]: colour } : others });
            setPicking(null);
          }}
        />
      ) : null}
      <Dialog open={editing !== null} onOpenChange={() => setEditing(null)}>
        {editing ? <EditRun run={editing} place={place} onDone={() => setEditing(null)} /> : null}
      </Dialog>
    </>
  );
}

/** The map before, as long as the next one holds the same: rows are drawn anew only when the best has changed. */
function useKept(next: ReadonlyMap<number, number>): ReadonlyMap<number, number> {
  const kept = useRef(next);
  const isSame = kept.current.size === next.size && [...next].every(([key, value]) => kept.current.get(key) === value);
  if (!isSame) kept.current = next;
  return kept.current;
}
