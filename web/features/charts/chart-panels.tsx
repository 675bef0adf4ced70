"use client";
import { parseField } from "@cairn/sdk/filter";
import { useQuery } from "@tanstack/react-query";
import { ChartLine, ChevronRight, SearchX } from "lucide-react";
import { parseAsString, useQueryState } from "nuqs";
import { type ReactNode, useMemo, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Skeleton } from "@/components/ui/skeleton";
import { api } from "@/lib/api/browser";
import { cn } from "@/lib/cn";
import { type Place, runsKey } from "../runs/queries";
import type { ChartRun } from "./chart-run";
import { type ChartSettings, useChartLayout, useChartSettings } from "./chart-settings";
import { CurvePanel } from "./curve-panel";
import { PanelFull } from "./panel-full";
import { PanelGrid } from "./panel-grid";
import { inOrder, matcher, panelSections } from "./panel-sections";
import { PanelsToolbar } from "./panels-toolbar";
import { type ChartGroup, newChartGroup, useSignal } from "./signal";
import type { Smoothing } from "./smoothing";
import { useLivePoints } from "./use-live-points";
import { usePanelKeys } from "./use-panel-keys";

export interface ChartPanelsProps {
  place: Place;
  /** In the order in which they are listed; the first ones are drawn when there are too many. */
  runs: readonly ChartRun[];
  /** Metrics to draw, one panel each; left out: every metric that runs of the workspace have. */
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
  const fields = useQuery({
    queryKey: [...runsKey(place), "fields", "metrics"],
    queryFn: async () => (await api.runs.fields({ search: "metrics.", limit: 5_000 }, place)).items.filter(({ kind }) => kind === "metric"),
    enabled: keys === undefined,
  });
  const drawn = useMemo(() => runs.slice(0, layout.linesMax), [runs, layout.linesMax]);
  const live = useLivePoints(
    place,
    useMemo(() => drawn.map(({ id }) => id), [drawn]),
    group,
    isPaused,
  );
  const known = keys ?? fields.data?.map(({ field }) => keyOf(field));
  const all = useMemo(() => [...new Set([...(known ?? []), ...live.keys.filter((key) => !isSystem(key))])], [known, live.keys]);
  const finds = matcher(settings.find);
  const sections = useMemo(() => panelSections(all.filter(finds ?? (() => true))), [all, finds]);
  const zoom = useSignal(group.zoom);

  if (runs.length === 0) return <EmptyState icon={ChartLine} title="No runs to draw" />;
  if (known === undefined && !fields.isError) return <Loading />;
  if (all.length === 0) return empty ?? <EmptyState icon={ChartLine} title="No metrics yet" />;
  const leftOut = runs.length - drawn.length;
  const common = { place, runs: drawn, leftOut, settings, layout, group, highlighted, onHighlight };
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
      {order.length === 0 ? (
        <EmptyState icon={SearchX} title="No metric matches" actions={<Button onClick={() => update({ find: "" })}>Clear search</Button>}>
          None of {all.length} names matches <code>{settings.find}</code>.
        </EmptyState>
      ) : null}
      {sections.map(({ name, keys: members }) => {
        const isCollapsed = layout.collapsed.includes(name);
        const toggle = () =>
          setLayout({ collapsed: isCollapsed ? layout.collapsed.filter((one) => one !== name) : [...layout.collapsed, name] });
        const sorted = inOrder(members, layout.order);
        return (
          <section key={name} aria-label={name || "Metrics"} className="flex min-w-0 flex-col gap-2">
            {sections.length > 1 || name ? (
              <h2 className="min-w-0">
                <button
                  type="button"
                  aria-expanded={!isCollapsed}
                  className="flex max-w-full items-center gap-1 rounded-sm font-medium text-sm"
                  onClick={toggle}
                >
                  <ChevronRight
                    aria-hidden
                    className={cn("size-4 shrink-0 text-muted-foreground transition-transform", !isCollapsed && "rotate-90")}
                  />
                  <span className="truncate">{name || "Other metrics"}</span>
                  <span className="pl-1 font-normal text-muted-foreground text-xs tabular">{members.length}</span>
                </button>
              </h2>
            ) : null}
            {isCollapsed ? null : (
              <PanelGrid
                keys={sorted}
                layout={layout}
                onOrder={(next) => setLayout({ order: [...layout.order.filter((key) => !next.includes(key)), ...next] })}
                onSize={(key, size) => setLayout({ sizes: { ...layout.sizes, [key]: size } })}
              >
                {(key, height, handle) => <CurvePanel {...common} metric={key} height={height} lead={handle} onOpen={() => setOpen(key)} />}
              </PanelGrid>
            )}
          </section>
        );
      })}
      <PanelFull {...common} metric={open !== null && order.includes(open) ? open : null} keys={order} onMetric={setOpen} />
    </div>
  );
}

/** The metric that a field names; its key may stand in quotes. */
function keyOf(name: string): string {
  const field = parseField(name);
  return field.kind === "attribute" ? field.name : field.key;
}

/** What the SDK samples of the machine has a page of its own. */
export const isSystem = (key: string): boolean => key.startsWith("system/");

function Loading() {
  return (
    <div role="status" aria-label="Loading metrics" className="delayed grid gap-3 md:grid-cols-2">
      {[0, 1, 2, 3].map((n) => (
        <Skeleton key={n} className="h-60" />
      ))}
    </div>
  );
}
