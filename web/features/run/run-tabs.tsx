"use client";
import { Tabs } from "radix-ui";
import { type ReactNode, useEffect, useRef } from "react";

export const RUN_TABS = ["charts", "overview", "system", "logs", "artifacts", "media", "children", "comments", "events"] as const;
export type RunTab = (typeof RUN_TABS)[number];

const LABELS: Record<RunTab, string> = {
  charts: "Charts",
  overview: "Overview",
  system: "System",
  logs: "Logs",
  artifacts: "Artifacts",
  media: "Media",
  children: "Children",
  comments: "Comments",
  events: "Events",
};

export interface RunTabsProps {
  tab: RunTab;
  onTab: (tab: RunTab) => void;
  /** How many things a part holds, where that is known. */
  counts: Partial<Record<RunTab, number>>;
  children: ReactNode;
}

/** The parts of a run's page. */
export function RunTabs({ tab, onTab, counts, children }: RunTabsProps) {
  const list = useRef<HTMLDivElement>(null);
  // On a phone the chosen part may lie beyond the edge.
  useEffect(() => {
    const chosen = list.current?.querySelector<HTMLElement>(`[data-part="${tab}"]`);
    if (list.current && chosen) list.current.scrollLeft = chosen.offsetLeft - (list.current.clientWidth - chosen.offsetWidth) / 2;
  }, [tab]);
  return (
    <Tabs.Root value={tab} onValueChange={(next) => onTab(next as RunTab)} className="flex min-w-0 flex-col gap-4">
      <Tabs.List
        ref={list}
        aria-label="Parts of the run"
        className="-mx-4 md:-mx-6 relative flex shrink-0 gap-1 overflow-x-auto border-b px-4 md:px-6"
      >
        {RUN_TABS.map((name) => (
          <Tabs.Trigger
            key={name}
            value={name}
            data-part={name}
            className="-mb-px -outline-offset-2 inline-flex h-9 shrink-0 items-center gap-1.5 border-transparent border-b-2 px-2.5 text-muted-foreground text-sm hover:text-foreground data-[state=active]:border-primary data-[state=active]:font-medium data-[state=active]:text-foreground"
          >
            {LABELS[name]}
            {counts[name] ? (
              <span className="font-normal text-muted-foreground text-xs tabular">{counts[name].toLocaleString("en")}</span>
            ) : null}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      <Tabs.Content value={tab} className="min-w-0 focus-visible:outline-none" tabIndex={-1}>
        {children}
      </Tabs.Content>
    </Tabs.Root>
  );
}
