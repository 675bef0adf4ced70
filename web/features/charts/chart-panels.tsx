"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ChartLine, SearchX } from "lucide-react";
import { parseAsString, useQueryState } from "nuqs";
import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { api } from "@/lib/api/browser";
import { type Place, runsKey } from "../runs/queries";
import type { ChartRun } from "./chart-run";
import { type ChartSettings, useChartLayout, useChartSettings } from "./chart-settings";
import { PanelFull } from "./panel-full";
import { PanelSectionList } from "./panel-section-list";
import { inOrder, matcher, panelSections } from "./panel-sections";
import { PanelsLoading } from "./panels-loading";
import { PanelsToolbar } from "./panels-toolbar";
import { RunLegend } from "./run-legend";
import { type ChartGroup, newChartGroup, useSignal } from "./signal";
import type { Smoothing } from "./smoothing";
import { useLivePoints } from "./use-live-points";
import { usePanelKeys } from "./use-panel-keys";

export interface ChartPanelsProps {
  place: Place;
  /** In the order in which they are listed; the first ones are drawn when there are too many. */
  runs: readonly ChartRun[];
  /** Metrics to draw, one panel each; left out: every metric that one of the runs has. */
  keys?: readonly string[];
  /** The run that is lit while the others are dimmed: in the table, in all panels. */
  highlighted: string | null;
  onHighlight: (run: string | null) => void;
  /** Settings that the page fixes, whatever the address says. */
  fixed?: Partial<ChartSettings>;
  /** Keeps what comes in away from the charts. */
  isPaused?: boolean;
  /** To share the crosshair with something else of the page. */
  group?: ChartGroup;
  /** Says which colour is which run: where no table beside the charts does. */
  hasLegend?: boolean;
  /** Which runs are to be drawn is not known yet. */
  isLoading?: boolean;
  /** Why it could not be learned, and how to ask again. */
  failure?: { error: unknown; retry: () => void } | null;
  /** Shown when there is no metric at all. */
  empty?: ReactNode;
}

/** The curves of some runs: a panel for each metric, in sections by prefix, with one crosshair, one zoom and one lit run. */
export function ChartPanels({
  place,
  runs,
  keys,
  highlighted,
  onHighlight,
  fixed,
  isPaused = false,
  group: given,
  hasLegend = false,
  isLoading = false,
  failure = null,
  empty,
}: ChartPanelsProps) {
  const [own] = useState(newChartGroup);
  const group = given ?? own;
  const [asked, update] = useChartSettings();
  const [layout, setLayout] = useChartLayout(place);
  const [preview, setPreview] = useState<Smoothing | null>(null);
  const settings = useMemo(() => ({ ...asked, ...(preview ? { smoothing: preview } : {}), ...fixed }), [asked, preview, fixed]);
  const [open, setOpen] = useQueryState("panel", parseAsString);
  const search = useRef<HTMLInputElement>(null);
  const root = useRef<HTMLDivElement>(null);
  usePanelKeys(root, search);
  const drawn = useMemo(() => runs.slice(0, layout.linesMax), [runs, layout.linesMax]);
  const ids = useMemo(() => drawn.map(({ id }) => id), [drawn]);
  const logged = useQuery({
    queryKey: [...runsKey(place), "logged", ids],
    queryFn: () => loggedMetrics(place, ids),
    enabled: keys === undefined && ids.length > 0,
    placeholderData: keepPreviousData,
  });
  const live = useLivePoints(place, ids, group, isPaused);
  const known = keys ?? logged.data;
  const all = useMemo(() => [...new Set([...(known ?? []), ...live.keys.filter((key) => !isSystem(key))])], [known, live.keys]);
  const finds = useMemo(() => matcher(settings.find), [settings.find]);
  // Through a signal, so that lighting a run draws lines and renders nothing.
  useEffect(() => group.lit.set(highlighted), [group, highlighted]);
  const sections = useMemo(() => panelSections(all.filter(finds ?? (() => true))), [all, finds]);
  const zoom = useSignal(group.zoom);

  if (isLoading) return <PanelsLoading />;
  if (runs.length === 0 && failure) return <ErrorState error={failure.error} what="load the runs to draw" onRetry={failure.retry} />;
  if (runs.length === 0)
    return (
      <EmptyState icon={ChartLine} title="No runs to draw">
        Runs whose eye is open in the table are drawn here.
      </EmptyState>
    );
  if (known === undefined && !logged.isError) return <PanelsLoading />;
  if (all.length === 0 && logged.isError)
    return (
      <ErrorState error={logged.error} what="load what these runs logged" onRetry={() => logged.refetch()} retrying={logged.isFetching} />
    );
  if (all.length === 0) return empty ?? <EmptyState icon={ChartLine} title="No metrics yet" />;
  const leftOut = runs.length - drawn.length;
  const order = sections.flatMap((section) => inOrder(section.keys, layout.order));
  return (
    <div ref={root} className="flex min-w-0 flex-col gap-4">
      <PanelsToolbar
        settings={settings}
        onSettings={(patch) => {
          setPreview(null);
          if (patch.axis) group.zoom.set(null);
          update(patch);
        }}
        onPreview={setPreview}
        layout={layout}
        onLayout={setLayout}
        keys={all}
        hasGroups={runs.some((run) => run.group)}
        isZoomed={zoom !== null}
        onResetZoom={() => group.zoom.set(null)}
        isSearchWrong={finds === null}
        search={search}
        found={order.length}
      />
      {hasLegend ? <RunLegend runs={drawn} isGrouped={settings.band !== null} group={group} onHighlight={onHighlight} /> : null}
      {order.length === 0 ? (
        <EmptyState icon={SearchX} title="No metric matches" actions={<Button onClick={() => update({ find: "" })}>Clear search</Button>}>
          None of {all.length} names matches <code>{settings.find}</code>.
        </EmptyState>
      ) : null}
      <PanelSectionList
        sections={sections}
        place={place}
        runs={drawn}
        leftOut={leftOut}
        settings={settings}
        layout={layout}
        onLayout={setLayout}
        group={group}
        onHighlight={onHighlight}
        onOpen={setOpen}
      />
      <PanelFull
        place={place}
        runs={drawn}
        leftOut={leftOut}
        settings={settings}
        layout={layout}
        group={group}
        onHighlight={onHighlight}
        metric={open !== null && order.includes(open) ? open : null}
        keys={order}
        onMetric={setOpen}
      />
    </div>
  );
}

/** What the SDK samples of the machine has a page of its own. */
export const isSystem = (key: string): boolean => key.startsWith("system/");

/** Names of the metrics that some runs have. */
async function loggedMetrics(place: Place, ids: readonly string[]): Promise<string[]> {
  const filter = `id in (${ids.map((id) => JSON.stringify(id)).join(", ")})`;
  const { items } = await api.runs.search({ filter, lifecycle: "all", limit: ids.length }, place);
  return [...new Set(items.flatMap(({ metrics }) => Object.keys(metrics)))].sort();
}
