"use client";
import { Maximize2, RotateCcw } from "lucide-react";
import { memo, type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { describeError } from "@/lib/api/problem";
import { cn } from "@/lib/cn";
import type { Place } from "../runs/queries";
import type { ChartRun } from "./chart-run";
import type { ChartLayout, ChartSettings } from "./chart-settings";
import type { CurveChartHandle } from "./curve-chart";
import { type Range, xDomain, yDomain } from "./domain";
import { LazyCurveChart } from "./lazy-curve-chart";
import { pointAt } from "./nearest";
import { PanelData, PanelSummary } from "./panel-data";
import { PanelMenu } from "./panel-menu";
import { panelTraces, stepsOf } from "./panel-traces";
import { type ChartGroup, useSignal } from "./signal";
import { xExact } from "./ticks";
import type { Trace, XAxis } from "./traces";
import { formatByName } from "./units";
import { useCurves } from "./use-curves";
import { useVisible } from "./use-visible";
import { bucketsFor } from "./zoom";

export interface CurvePanelProps {
  place: Place;
  metric: string;
  /** The runs to draw, not more than the layout allows. */
  runs: readonly ChartRun[];
  /** Runs that were left out because they are too many. */
  leftOut: number;
  settings: ChartSettings;
  layout: Pick<ChartLayout, "sharesZoom" | "showsOriginal">;
  group: ChartGroup;
  height: number;
  onHighlight: (run: string | null) => void;
  /** Opens it at full screen; left out where it is. */
  onOpen?: ((metric: string) => void) | undefined;
  /** What stands before the name: the handle by which the panel is dragged. */
  lead?: ReactNode;
  className?: string;
  /** Whether the name is shown; not so where something else says it. */
  hasName?: boolean;
}

/** One metric of some runs: fetched and drawn when it comes into view. */
export const CurvePanel = memo(function CurvePanel(props: CurvePanelProps) {
  const { place, metric, runs, leftOut, settings, layout, group, height, onHighlight, onOpen, lead, className, hasName = true } = props;
  const frame = useRef<HTMLElement>(null);
  const chart = useRef<CurveChartHandle>(null);
  const isVisible = useVisible(frame);
  const [showsData, setShowsData] = useState(false);
  const { axis, isLogX, isLogY } = settings;
  const axisKey = axis.kind === "metric" ? axis.key : null;
  const ids = useMemo(() => runs.map(({ id }) => id), [runs]);
  const keys = useMemo(() => (axisKey && axisKey !== metric ? [metric, axisKey] : [metric]), [metric, axisKey]);
  const shared = useSignal(group.zoom);
  const [own, setOwn] = useState<Range | null>(null);
  const [ownY, setOwnY] = useState<Range | null>(null);
  const zoom = layout.sharesZoom ? shared : own;
  const buckets = bucketsFor(frame.current?.clientWidth ?? 600, runs.length);
  const { whole, detail, part, curves, all, beyond } = useCurves({ place, runs: ids, keys, buckets, axis, zoom, group, isVisible });

  const range = useMemo(() => stepsOf(all ?? []), [all]);
  const traces = useMemo(() => panelTraces(curves ?? [], runs, metric, settings, range), [curves, runs, metric, settings, range]);
  const full = useMemo(
    () =>
      // What is zoomed needs no other part.
      zoom
        ? null
        : xDomain(
            all === curves ? traces : panelTraces(all ?? [], runs, metric, { ...settings, smoothing: { kind: "none", amount: 0 } }),
            isLogX,
          ),
    [zoom, all, curves, traces, runs, metric, settings, isLogX],
  );
  const x = zoom ?? full;
  const { showsBand, clipsOutliers } = settings;
  const y = useMemo(
    () => ownY ?? (x ? yDomain(traces, { x, isLog: isLogY, clipsOutliers, showsBand, showsOriginal: layout.showsOriginal }) : null),
    [ownY, traces, x, isLogY, clipsOutliers, showsBand, layout.showsOriginal],
  );
  // A part of another axis means nothing on this one.
  const axisName = JSON.stringify(axis);
  const before = useRef(axisName);
  useEffect(() => {
    if (before.current === axisName) return;
    before.current = axisName;
    setOwn(null);
    setOwnY(null);
  }, [axisName]);

  const setZoom = useCallback((to: Range | null) => (layout.sharesZoom ? group.zoom.set(to) : setOwn(to)), [layout.sharesZoom, group]);
  const onZoom = useCallback(
    (to: Range, height: Range | null) => {
      setZoom(to);
      if (height) setOwnY(height);
    },
    [setZoom],
  );
  const onReset = useCallback(() => {
    setZoom(null);
    setOwnY(null);
  }, [setZoom]);

  const bad = traces.reduce((sum, trace) => sum + trace.bad.length, 0);
  const canDraw = x !== null && y !== null;
  // One value is a number, not a curve.
  const single = traces.length === 1 && traces[0]?.count === 1 && runs[0]?.status !== "running" ? traces[0].end : null;
  return (
    <figure ref={frame} aria-label={metric} className={cn("relative flex min-w-0 flex-col rounded-md border bg-card", className)}>
      <figcaption className="flex min-w-0 items-center gap-1 pt-1.5 pr-1.5 pl-3">
        {lead}
        <span className={cn("min-w-0 truncate font-medium font-mono text-xs", !hasName && "sr-only")} title={metric}>
          {metric.slice(metric.lastIndexOf("/") + 1)}
        </span>
        <span className="flex-1" />
        {traces.length === 1 && traces[0] ? <Readout metric={metric} trace={traces[0]} axis={axis} group={group} /> : null}
        {zoom || ownY ? (
          <Button
            variant="ghost"
            size="icon-sm"
            aria-label={`Show all of ${metric}`}
            title="Show all (double-click)"
            className="text-muted-foreground"
            onClick={onReset}
          >
            <RotateCcw aria-hidden />
          </Button>
        ) : null}
        {onOpen ? (
          <Button
            data-panel={metric}
            variant="ghost"
            size="icon-sm"
            aria-label={`Open ${metric} in full`}
            title="Full screen (Enter)"
            className="text-muted-foreground"
            onClick={() => onOpen(metric)}
          >
            <Maximize2 aria-hidden />
          </Button>
        ) : null}
        <PanelMenu
          metric={metric}
          traces={traces}
          axis={axis}
          x={x}
          y={y}
          isLogX={isLogX}
          isLogY={isLogY}
          showsBand={showsBand}
          chart={chart}
          showsData={showsData}
          onShowData={setShowsData}
        />
      </figcaption>
      <PanelSummary metric={metric} traces={traces} />
      <div className={cn("min-w-0 px-3", showsData && "overflow-y-auto pb-3")} style={showsData ? { maxHeight: height + 40 } : { height }}>
        {whole.isError && !curves ? (
          <Notice>
            Could not load this curve: {describeError(whole.error).detail}{" "}
            <Button variant="link" size="inline" onClick={() => whole.refetch()}>
              Try again
            </Button>
          </Notice>
        ) : !curves ? (
          <div className="delayed h-full animate-pulse rounded-sm bg-muted/50" />
        ) : traces.length === 0 ? (
          <Notice>None of these runs logged it.</Notice>
        ) : showsData ? (
          <PanelData metric={metric} traces={traces} axis={axis} />
        ) : !canDraw ? (
          <Notice>{isLogY ? "Nothing here is greater than zero, as a logarithmic axis needs." : "Nothing here is a finite number."}</Notice>
        ) : single ? (
          <div className="flex h-full items-center justify-center font-mono text-2xl tabular">{formatByName(metric, single.value)}</div>
        ) : isVisible ? (
          <LazyCurveChart
            ref={chart}
            panel={metric}
            traces={traces}
            axis={axis}
            x={x}
            y={y}
            isLogX={isLogX}
            isLogY={isLogY}
            showsBand={showsBand}
            showsOriginal={layout.showsOriginal}
            part={part}
            height={height}
            group={group}
            onHighlight={onHighlight}
            onZoom={onZoom}
            onReset={onReset}
          />
        ) : null}
      </div>
      <PanelNotes
        bad={bad}
        beyond={beyond}
        leftOut={leftOut}
        shown={runs.length}
        isStale={(whole.isError || detail.isError) && curves !== undefined}
        onRetry={() => {
          if (whole.isError) whole.refetch();
          if (detail.isError) detail.refetch();
        }}
        onReset={onReset}
      />
    </figure>
  );
});

/** The value at the crosshair of any panel, else the last one. */
function Readout({ metric, trace, axis, group }: { metric: string; trace: Trace; axis: XAxis; group: ChartGroup }) {
  const cursor = useSignal(group.cursor);
  const point = cursor ? pointAt(trace, cursor.x, cursor.panel === "") : trace.end;
  return (
    <span data-last-value={trace.end?.value} className="truncate whitespace-nowrap font-mono text-muted-foreground text-xs tabular">
      {point ? <span className="text-foreground">{formatByName(metric, point.value)}</span> : "no value"}
      {point || cursor ? ` · ${xExact(axis, point?.x ?? cursor?.x ?? 0)}` : null}
    </span>
  );
}

function Notice({ children }: { children: ReactNode }) {
  return <div className="flex h-full items-center justify-center px-4 text-center text-muted-foreground text-sm">{children}</div>;
}

interface PanelNotesProps {
  bad: number;
  beyond: number;
  leftOut: number;
  shown: number;
  isStale: boolean;
  onRetry: () => void;
  onReset: () => void;
}

/** What the drawing does not tell by itself. */
function PanelNotes({ bad, beyond, leftOut, shown, isStale, onRetry, onReset }: PanelNotesProps) {
  if (bad === 0 && beyond === 0 && leftOut === 0 && !isStale) return null;
  return (
    <div className="flex flex-wrap gap-x-3 px-3 pb-1.5 text-xs">
      {leftOut > 0 ? (
        <span className="text-muted-foreground">
          The first {shown} of {shown + leftOut} runs
        </span>
      ) : null}
      {bad > 0 ? <span className="text-warning">{bad === 1 ? "1 place is" : `${bad} places are`} not a finite number</span> : null}
      {isStale ? (
        <span className="text-warning">
          Could not load all of it.{" "}
          <Button variant="link" size="inline" onClick={onRetry}>
            Try again
          </Button>
        </span>
      ) : null}
      {beyond > 0 ? (
        <Button variant="link" size="inline" className="text-xs" onClick={onReset}>
          {beyond === 1 ? "1 new point" : `${beyond} new points`}
        </Button>
      ) : null}
    </div>
  );
}
