"use client";
import { useTheme } from "next-themes";
import { type Ref, useEffect, useImperativeHandle, useRef, useState } from "react";
import "uplot/dist/uPlot.min.css";
import { ChartTooltip } from "./chart-tooltip";
import type { Range } from "./domain";
import { rowsAt, type TooltipRow } from "./nearest";
import { Plot, type PlotHandlers, type PlotScene } from "./plot";
import type { ChartGroup } from "./signal";
import type { Trace, XAxis } from "./traces";

/** What a panel can ask of its chart. */
export interface CurveChartHandle {
  toCanvas: (title: string) => HTMLCanvasElement | undefined;
  colourOf: (name: string) => string;
}

export interface CurveChartProps {
  /** Name of the panel, to tell its own crosshair from others'. */
  panel: string;
  traces: readonly Trace[];
  axis: XAxis;
  x: Range;
  y: Range;
  isLogX: boolean;
  isLogY: boolean;
  showsBand: boolean;
  showsOriginal: boolean;
  /** The steps that the lines were asked for, as words; empty: all of them. */
  part: string;
  /** In CSS pixels. */
  height: number;
  group: ChartGroup;
  onHighlight: (id: string | null) => void;
  onZoom: PlotHandlers["onZoom"];
  onReset: () => void;
  ref?: Ref<CurveChartHandle>;
}

/** Pixels from a line within which the pointer means it. */
const NEAR_PX = 40;

/** Lines of many runs on one pair of axes. Drawn on canvases; the words and numbers about it stand beside it. */
export function CurveChart(props: CurveChartProps) {
  const { panel, traces, axis, x, y, isLogX, isLogY, showsBand, showsOriginal, part, height, group, ref } = props;
  const holder = useRef<HTMLDivElement>(null);
  const plot = useRef<Plot | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const { resolvedTheme } = useTheme();
  const [hover, setHover] = useState<{ left: number; x: number; rows: TooltipRow[]; lit: string | null } | null>(null);
  const axisName = axis.kind === "metric" ? `metric ${axis.key}` : axis.kind;

  useImperativeHandle(ref, () => ({
    toCanvas: (title) => plot.current?.toCanvas(title),
    colourOf: (name) => plot.current?.colourOf(name) ?? name,
  }));

  // The axes are made once for a theme and a kind of scale; the rest is read at each drawing
  useEffect(() => {
    const element = holder.current;
    if (!element) return;
    const scene = (): PlotScene => ({ ...latest.current, highlighted: latest.current.group.lit.get() });
    const onPointer: PlotHandlers["onPointer"] = (at) => {
      const now = latest.current;
      if (at === null) {
        setHover(null);
        if (now.group.cursor.get()?.panel === now.panel) {
          now.group.cursor.set(null);
          now.onHighlight(null);
        }
        return;
      }
      const { scales, over } = made.u;
      const reach = ((scales.x?.max ?? 1) - (scales.x?.min ?? 0)) / 8;
      const rows = rowsAt(now.traces, at.x, now.traces.length === 1 ? Number.POSITIVE_INFINITY : reach);
      const distance = (row: TooltipRow) => Math.abs(made.u.valToPos(row.value, "y") - at.top);
      const near = rows.reduce<TooltipRow | null>((best, row) => (best && distance(best) <= distance(row) ? best : row), null);
      const lit = near && distance(near) <= NEAR_PX ? near.id : null;
      setHover({ left: at.left / over.clientWidth, x: at.x, rows, lit });
      now.group.cursor.set({ x: at.x, panel: now.panel });
      now.onHighlight(lit);
    };
    const handlers = (): PlotHandlers => ({ onZoom: latest.current.onZoom, onReset: latest.current.onReset, onPointer });
    const made = new Plot({ element, metric: latest.current.panel, height, axis, x, y, isLogX, isLogY, scene, handlers });
    plot.current = made;
    const observer = new ResizeObserver(() => made.u.setSize({ width: element.clientWidth, height: latest.current.height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [axisName, isLogX, isLogY, resolvedTheme]);

  // What is drawn changed, though it is read elsewhere
  useEffect(() => {
    plot.current?.setRange({ min: x.min, max: x.max }, { min: y.min, max: y.max });
  }, [traces, x.min, x.max, y.min, y.max, showsBand, showsOriginal, part]);

  useEffect(() => group.lit.subscribe(() => plot.current?.light()), [group]);

  useEffect(() => {
    if (holder.current && plot.current) plot.current.u.setSize({ width: holder.current.clientWidth, height });
  }, [height]);

  useEffect(
    () =>
      group.cursor.subscribe((at) => {
        if (at?.panel === panel) return;
        plot.current?.pointAt(at?.x ?? null);
        if (at) setHover(null);
      }),
    [group, panel],
  );

  return (
    <div className="relative min-w-0" style={{ height }}>
      <div ref={holder} className="h-full w-full min-w-0 overflow-hidden" aria-hidden />
      {hover && hover.rows.length > 0 ? <ChartTooltip {...hover} metric={panel} axis={axis} /> : null}
    </div>
  );
}
