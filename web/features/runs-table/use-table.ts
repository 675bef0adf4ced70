"use client";
import type { RunField } from "@cairn/sdk/schema";
import { useQueryStates } from "nuqs";
import { useCallback, useMemo } from "react";
import type { Place } from "../runs/queries";
import type { Grouping } from "./data/queries";
import type { ColumnActions } from "./grid/header-cell";
import type { GridColumn } from "./grid/layout";
import { betterWay, type Column, columnId, firstColumns, isNumericColumn, parseColumn } from "./model/columns";
import { type Question, questionOf } from "./model/question";
import type { Remembered } from "./model/remembered";
import { type AddressState, type Layout, tableParsers } from "./model/state";
import { useOpenedState } from "./use-opened-state";
import { useRemembered } from "./use-remembered";

export interface TableModel {
  state: AddressState;
  setState: (change: Partial<AddressState>) => void;
  remembered: Remembered;
  remember: (change: Partial<Remembered>) => void;
  /** Ids of the shown columns in their order, pinned ones first. */
  ids: readonly string[];
  pinned: readonly string[];
  setColumns: (ids: readonly string[], pinned?: readonly string[]) => void;
  columns: readonly GridColumn[];
  question: Question;
  grouping: Grouping | null;
  /** Which value of a group stands in which column. */
  aggregates: ReadonlyMap<number, { at: number; fn: string }>;
  layout: Layout;
  setLayout: (layout: Layout) => void;
  actions: ColumnActions;
}

const none: readonly string[] = [];

/**
 * The state of the runs page: the address first, then what this browser remembers, then what a new workspace shows.
 *
 * @param first what the browser remembers, as far as the server knows it
 */
export function useTable(place: Place, fields: readonly RunField[] | undefined, first: Remembered): TableModel {
  const [address, setQuery] = useQueryStates(tableParsers);
  const [kept, remember] = useRemembered(place, first);
  const setState = useCallback((change: Partial<AddressState>) => void setQuery(change), [setQuery]);
  const { state, remembered } = useOpenedState(place, { address, setAddress: setState, remembered: kept, remember });
  const initial = useMemo(() => (fields ? firstColumns(fields) : none), [fields]);
  const chosen = state.cols ?? remembered.cols ?? initial;
  const pinned = state.pin ?? remembered.pin ?? none;
  const bestChoices = state.best ?? remembered.best ?? none;

  const numeric = useMemo(
    () => new Set(fields?.filter(({ types }) => types.length > 0 && types.every((type) => type === "number")).map(({ field }) => field)),
    [fields],
  );
  const columns = useMemo(() => gridColumns(chosen, pinned, bestChoices, numeric), [chosen, pinned, bestChoices, numeric]);
  const ids = useMemo(() => columns.map(({ id }) => id), [columns]);
  const { experiment, q, tab, sort } = state;
  const question = useMemo(() => questionOf({ experiment, q, tab, sort }, ids), [ids, experiment, q, tab, sort]);

  const { grouping, aggregates } = useMemo(() => {
    const map = new Map<number, { at: number; fn: string }>();
    const list: { field: string; fn: Grouping["aggregates"][number]["fn"] }[] = [];
    for (const { id, column, index } of columns) {
      if (!canBeSummed(column, numeric)) continue;
      const fn = column.kind === "metric" && column.stat !== "last" ? column.stat : state.agg;
      map.set(index, { at: list.length, fn });
      list.push({ field: id, fn });
    }
    return { grouping: state.group.length > 0 ? { by: state.group, aggregates: list.slice(0, 50) } : null, aggregates: map };
  }, [columns, numeric, state.group, state.agg]);

  const setColumns = useCallback(
    (next: readonly string[], pins: readonly string[] = pinned) => {
      const change = { cols: [...next], pin: pins.filter((id) => next.includes(id)) };
      remember(change);
      setState(change);
    },
    [pinned, remember, setState],
  );
  const setLayout = useCallback(
    (layout: Layout) => {
      remember({ layout });
      setState({ layout });
    },
    [remember, setState],
  );

  const actions = useMemo<ColumnActions>(
    () => ({
      onSort: (field, order, isAdded) => {
        const others = isAdded ? state.sort.filter((one) => one.field !== field) : [];
        const at = isAdded ? state.sort.findIndex((one) => one.field === field) : -1;
        if (order === null) return setState({ sort: others });
        if (at < 0) return setState({ sort: [...others, { field, order }].slice(-4) });
        setState({ sort: state.sort.map((one) => (one.field === field ? { field, order } : one)) });
      },
      onResize: (id, width) => {
        const { [id]: _, ...rest } = remembered.widths ?? {};
        remember({ widths: width === null ? rest : { ...rest, [id]: width } });
      },
      onPin: (id, isPinned) => setColumns(ids, isPinned ? [...pinned, id] : pinned.filter((one) => one !== id)),
      onHide: (id) => setColumns(ids.filter((one) => one !== id)),
      onMove: (id, step) => {
        const from = ids.indexOf(id);
        const to = from + step;
        if (from < 0 || to < 0 || to >= ids.length) return;
        const next = [...ids];
        next.splice(to, 0, ...next.splice(from, 1));
        setColumns(next);
      },
      onReplace: (id, by) => {
        const change = (list: readonly string[]) => [...new Set(list.map((one) => (one === id ? by : one)))];
        setColumns(change(ids), change(pinned));
      },
      onBest: (id, way) => {
        const best = [...bestChoices.filter((one) => !one.startsWith(`${id}:`)), `${id}:${way}`];
        remember({ best });
        setState({ best });
      },
      onGroup: (id) => setState({ group: [...state.group.filter((one) => one !== id), id].slice(-4) }),
    }),
    [state.sort, state.group, remembered.widths, ids, pinned, bestChoices, remember, setState, setColumns],
  );

  return {
    state,
    setState,
    remembered,
    remember,
    ids,
    pinned,
    setColumns,
    columns,
    question,
    grouping,
    aggregates,
    layout: state.layout ?? remembered.layout ?? "split",
    setLayout,
    actions,
  };
}

/** Columns with their places: pinned ones first, each once, unknown ones left out. */
function gridColumns(
  ids: readonly string[],
  pinned: readonly string[],
  bestChoices: readonly string[],
  numeric: ReadonlySet<string>,
): GridColumn[] {
  const isPinned = (id: string) => pinned.includes(id);
  const ordered = [...new Set([...ids.filter(isPinned), ...ids.filter((id) => !isPinned(id))])];
  const ways = new Map(bestChoices.map((choice) => [choice.slice(0, choice.lastIndexOf(":")), choice.slice(choice.lastIndexOf(":") + 1)]));
  return ordered
    .flatMap((asked): Omit<GridColumn, "index">[] => {
      const column = parseColumn(asked);
      if (!column) return [];
      const id = columnId(column);
      const way = ways.get(id);
      const best = way === "min" || way === "max" ? way : way === "none" ? null : betterWay(column);
      return [{ id, column, isPinned: isPinned(asked), best, isNumeric: isNumericColumn(column) || numeric.has(id) }];
    })
    .map((column, i) => ({ ...column, index: i + 1 }));
}

function canBeSummed(column: Column, numericFields: ReadonlySet<string>): boolean {
  if (column.kind === "metric") return true;
  if (column.kind === "attribute") return column.key === "duration";
  return column.kind !== "tag" && numericFields.has(columnId(column));
}
