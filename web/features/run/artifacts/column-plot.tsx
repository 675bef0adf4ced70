"use client";
import { useTheme } from "next-themes";
import { useEffect, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { formatTick } from "../../charts/format";
import type { PlotKind } from "./file-chart";

export interface ColumnPlotProps {
  kind: PlotKind;
  x: readonly number[];
  y: readonly number[];
  /** Words in the place of x, by row from 1 on. */
  names: readonly string[] | null;
  height: number;
}

/** Two columns against each other. Drag to zoom, double-click to see all. */
export function ColumnPlot({ kind, x, y, names, height }: ColumnPlotProps) {
  const holder = useRef<HTMLDivElement>(null);
  const { resolvedTheme } = useTheme();
  useEffect(() => {
    const element = holder.current;
    if (!element) return;
    const styles = getComputedStyle(element);
    const colour = (name: string) => styles.getPropertyValue(name).trim();
    const line = colour("--chart-1");
    // uPlot wants x in order.
    const order = x.map((_, i) => i).filter((i) => Number.isFinite(x[i]));
    order.sort((a, b) => (x[a] as number) - (x[b] as number));
    const data: uPlot.AlignedData = [order.map((i) => x[i] as number), order.map((i) => (Number.isFinite(y[i]) ? (y[i] as number) : null))];
    const axis = {
      stroke: colour("--muted-foreground"),
      font: `11px ${styles.fontFamily}`,
      grid: { stroke: colour("--border"), width: 1 },
      ticks: { show: false },
    };
    const paths = kind === "bar" ? uPlot.paths.bars?.({ size: [0.8, 60] }) : kind === "scatter" ? () => null : undefined;
    const plot = new uPlot(
      {
        width: Math.max(element.clientWidth, 50),
        height,
        padding: [10, 14, 0, 0],
        legend: { show: false },
        scales: { x: { time: false } },
        axes: [
          {
            ...axis,
            size: 26,
            values: (_, ticks) => ticks.map((tick) => (names ? (names[tick - 1] ?? "").slice(0, 12) : formatTick(tick))),
          },
          { ...axis, size: 56, values: (_, ticks) => ticks.map(formatTick) },
        ],
        series: [
          {},
          {
            stroke: line,
            width: 1.5,
            ...(kind === "bar" ? { fill: `color-mix(in oklab, ${line} 40%, transparent)` } : {}),
            ...(paths ? { paths } : {}),
            points: kind === "scatter" ? { show: true, size: 4, fill: line, width: 0 } : { show: kind === "line" && data[0].length <= 50 },
          },
        ],
      },
      data,
      element,
    );
    const observer = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.destroy();
    };
  }, [kind, x, y, names, height, resolvedTheme]);
  return <div ref={holder} style={{ height }} className="w-full min-w-0 overflow-hidden" aria-hidden data-plot={kind} />;
}
