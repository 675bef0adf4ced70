"use client";
import type { RunField } from "@cairn/sdk/schema";
import { useQuery } from "@tanstack/react-query";
import type { Ref } from "react";
import { Select } from "@/components/ui/select";
import { api } from "@/lib/api/browser";
import { FilterText } from "../../filter/filter-text";
import { experimentsQuery, type Place } from "../../runs/queries";
import { ViewsMenu } from "../../views/views-menu";
import { addressOf, differs, type Layout, viewStateOf } from "../model/state";
import type { TableModel } from "../use-table";
import { RunColumnManager } from "./column-manager";
import { ExportButton } from "./export-button";
import { GroupMenu } from "./group-menu";
import { LayoutSwitch } from "./layout-switch";
import { LogSearchLink } from "./log-search-link";

export interface ToolbarProps {
  place: Place;
  table: TableModel;
  fields: readonly RunField[];
  layout: Layout;
  canWrite: boolean;
  isReadable: boolean;
  filterRef: Ref<HTMLInputElement>;
}

/** Which runs, which columns, which view. */
export function Toolbar({ place, table, fields, layout, canWrite, isReadable, filterRef }: ToolbarProps) {
  const { state, setState, ids, pinned, columns } = table;
  const experiments = useQuery(experimentsQuery(api, place));
  const known = experiments.data ?? [];
  return (
    <div
      role="toolbar"
      aria-label="Table"
      className="flex flex-wrap items-center gap-2 px-3 pt-2.5 pb-2 max-md:[&>button]:h-10 max-md:[&>button]:min-w-10"
    >
      <Select
        aria-label="Experiment"
        className="w-48 max-md:w-full"
        value={state.experiment ?? ""}
        onValueChange={(experiment) => setState({ experiment: experiment || null })}
        options={[
          { value: "", label: "All experiments" },
          ...(state.experiment && !known.some(({ name }) => name === state.experiment)
            ? [{ value: state.experiment, label: state.experiment }]
            : []),
          ...known.map(({ name, run_count }) => ({ value: name, label: `${name} (${run_count.toLocaleString("en")})` })),
        ]}
      />
      <div className="flex min-w-64 flex-1 max-md:w-full max-md:min-w-full">
        <FilterText ref={filterRef} value={state.q} onChange={(q) => setState({ q })} fields={fields} />
      </div>
      <GroupMenu fields={fields} by={state.group} aggregate={state.agg} onChange={setState} />
      <RunColumnManager fields={fields} ids={ids} pinned={pinned} onChange={table.setColumns} />
      <ViewsMenu
        place={place}
        page="runs"
        current={state.view}
        canWrite={canWrite}
        isChanged={(view) => differs(view.state, state)}
        stateNow={() =>
          viewStateOf({ ...state, cols: [...ids], pin: [...pinned] }, table.remembered.widths ?? {}) as Record<string, unknown>
        }
        onApply={(view) => {
          if (view?.state.widths) table.remember({ widths: view.state.widths as Record<string, number> });
          setState(view ? { ...addressOf(view.state), view: view.id, on: [], off: [] } : { view: null });
        }}
      />
      <LogSearchLink place={place} filter={isReadable ? state.q : ""} experiment={state.experiment} />
      <ExportButton place={place} question={table.question} columns={columns} isDisabled={!isReadable} />
      <LayoutSwitch layout={layout} onChange={table.setLayout} />
    </div>
  );
}
