"use client";
import type { RunField, RunStats } from "@cairn/sdk/schema";
import { cn } from "@/lib/cn";
import { FilterChips } from "../../filter/filter-chips";
import type { Place } from "../../runs/queries";
import { TABS, type Tab } from "../model/state";
import type { TableModel } from "../use-table";
import { StatusCounts } from "./status-counts";

export interface TabsProps {
  place: Place;
  table: TableModel;
  fields: readonly RunField[];
  stats: RunStats | undefined;
  onStatus: (status: string) => void;
}

const names: Record<Tab, string> = { active: "Active", archived: "Archived", deleted: "Trash" };

const countOf = (stats: RunStats, tab: Tab) => (tab === "active" ? stats.total : tab === "archived" ? stats.archived : stats.deleted);

/** Active, archived or deleted runs; how many of which status; and the filter as chips. */
export function Tabs({ place, table, fields, stats, onStatus }: TabsProps) {
  const { state, setState } = table;
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5 border-b px-3 pb-2">
      <nav aria-label="Which runs" className="flex gap-0.5">
        {TABS.map((tab) => (
          <button
            key={tab}
            type="button"
            aria-current={state.tab === tab ? "page" : undefined}
            onClick={() => setState({ tab })}
            className={cn(
              "flex h-7 items-center gap-1.5 rounded-md px-2 text-muted-foreground text-sm hover:bg-accent hover:text-foreground max-md:h-9",
              state.tab === tab && "bg-accent font-medium text-foreground",
            )}
          >
            {names[tab]}
            {stats ? <span className="text-muted-foreground text-xs tabular">{countOf(stats, tab).toLocaleString("en")}</span> : null}
          </button>
        ))}
      </nav>
      {state.tab === "active" ? <StatusCounts stats={stats} onPick={onStatus} /> : null}
      <div className="flex min-w-0 flex-wrap items-center gap-1.5">
        <FilterChips place={place} fields={fields} experiment={state.experiment} value={state.q} onChange={(q) => setState({ q })} />
      </div>
    </div>
  );
}
