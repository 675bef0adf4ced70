"use client";
import { useTheme } from "next-themes";
import { useEffect, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { formatTick } from "./format";

export interface LineChartProps {
  /** Step and value of each point, in step order; a value that is no finite number leaves a gap. */
  steps: readonly number[];
  values: readonly number[];
  /** Name of a CSS variable that holds the colour. */
  colour: string;
  /** Charts with the same group share their crosshair. */
  group: string;
  /** Height in CSS pixels. */
  height?: number;
  /** Told of the point under the crosshair: its index, or null when the pointer left. */
  onHover?: (index: number | null) => void;
}

const AXIS_WIDTH_PX = 56;

/** A curve over steps: drag to zoom, double-click to see all. Drawn by uPlot on a canvas; the words about it stand beside it. */
export function LineChart({ steps, values, colour, group, height = 180, onHover }: LineChartProps) {
  const holder = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | null>(null);
  const hover = useRef(onHover);
  const data = useRef<uPlot.AlignedData>([[], []]);
  const { resolvedTheme } = useTheme();
  hover.current = onHover;
  data.current = [steps as number[], values.map((value) => (Number.isFinite(value) ? value : null))];

  useEffect(() => {
    const element = holder.current;
    if (!element) return;
    const styles = getComputedStyle(element);
    const colourOf = (name: string) => styles.getPropertyValue(name).trim();
    const made = new uPlot(optionsFor({ element, height, group, colourOf, colour, hover }), data.current, element);
    chart.current = made;
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      chart.current = null;
    };
  }, [colour, group, height, resolvedTheme]);

  useEffect(() => {
    const plot = chart.current;
    if (!plot) return;
    const { min, max } = plot.scales.x ?? {};
    const all = plot.data[0];
    const isZoomed = min != null && max != null && all.length > 0 && (min > (all[0] ?? min) || max < (all[all.length - 1] ?? max));
    plot.setData(data.current, !isZoomed);
    if (isZoomed) plot.redraw();
  }, [steps, values]);

  return <div ref={holder} style={{ height }} className="w-full min-w-0 overflow-hidden" aria-hidden />;
}

interface OptionsInput {
  element: HTMLElement;
  height: number;
  group: string;
  colour: string;
  colourOf: (name: string) => string;
  hover: { current: ((index: number | null) => void) | undefined };
}

function optionsFor({ element, height, group, colour, colourOf, hover }: OptionsInput): uPlot.Options {
  const line = colourOf(colour);
  const axis = {
    stroke: colourOf("--muted-foreground"),
    font: `11px ${getComputedStyle(element).fontFamily}`,
    grid: { stroke: colourOf("--border"), width: 1 },
    ticks: { show: false },
  };
  return {
    width: Math.max(element.clientWidth, 50),
    height,
    padding: [10, 12, 0, 0],
    legend: { show: false },
    cursor: { sync: { key: group, setSeries: false }, points: { size: 7, fill: line }, drag: { x: true, y: false }, focus: { prox: -1 } },
    scales: { x: { time: false } },
    axes: [
      { ...axis, size: 26, values: (_, ticks) => ticks.map((tick) => (Number.isInteger(tick) ? formatTick(tick) : "")) },
      { ...axis, size: AXIS_WIDTH_PX, values: (_, ticks) => ticks.map(formatTick) },
    ],
    series: [{}, { stroke: line, width: 1.5, points: { show: (plot) => plot.data[0].length <= 30, size: 5, fill: line } }],
    hooks: { setCursor: [(plot) => hover.current?.(plot.cursor.idx ?? null)] },
  };
}
