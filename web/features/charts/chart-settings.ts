"use client";
import { createParser, parseAsBoolean, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useMemo } from "react";
import { useRemembered } from "@/lib/remembered";
import type { Place } from "../runs/queries";
import { BANDS, type Band } from "./groups";
import { SMOOTHING_RANGES, SMOOTHINGS, type Smoothing } from "./smoothing";
import type { XAxis } from "./traces";

/** How all panels of a page are drawn. In the URL, so that a link shows the same. */
export interface ChartSettings {
  axis: XAxis;
  smoothing: Smoothing;
  isLogX: boolean;
  isLogY: boolean;
  clipsOutliers: boolean;
  showsBand: boolean;
  /** Runs of a group as one line with this band; null: each run by itself. */
  band: Band | null;
  /** A regular expression that names of metrics must match. */
  find: string;
}

/** How panels are laid out. Remembered in the browser. */
export interface ChartLayout {
  columns: number;
  height: number;
  /** Panels whose size was changed: height in CSS pixels and columns taken. */
  sizes: Record<string, { height: number; span: number }>;
  /** Metrics in the order they were dragged into. */
  order: string[];
  collapsed: string[];
  sharesZoom: boolean;
  showsOriginal: boolean;
  /** Most lines in a panel. */
  linesMax: number;
}

export const COLUMNS_MAX = 4;
export const LINES_MAX = [10, 25, 50, 100, 200] as const;
const LAYOUT: ChartLayout = {
  columns: 2,
  height: 220,
  sizes: {},
  order: [],
  collapsed: [],
  sharesZoom: true,
  showsOriginal: true,
  linesMax: 50,
};

/** "step", "time", "relative", or "metric:" with a name. */
const parseAsAxis = createParser<XAxis>({
  parse: (text) => {
    if (text.startsWith("metric:") && text.length > 7) return { kind: "metric", key: text.slice(7) };
    return text === "step" || text === "time" || text === "relative" ? { kind: text } : null;
  },
  serialize: (axis) => (axis.kind === "metric" ? `metric:${axis.key}` : axis.kind),
  eq: (a, b) => JSON.stringify(a) === JSON.stringify(b),
});

/** "ema:0.6". */
const parseAsSmoothing = createParser<Smoothing>({
  parse: (text) => {
    const [name, amount] = text.split(":");
    const kind = SMOOTHINGS.find((one) => one === name);
    if (!kind) return null;
    if (kind === "none") return { kind, amount: 0 };
    const { min, max } = SMOOTHING_RANGES[kind];
    const number = Number(amount);
    return Number.isFinite(number) ? { kind, amount: Math.min(max, Math.max(min, number)) } : null;
  },
  serialize: ({ kind, amount }) => (kind === "none" ? kind : `${kind}:${amount}`),
  eq: (a, b) => a.kind === b.kind && a.amount === b.amount,
});

const parsers = {
  chart_x: parseAsAxis,
  chart_smooth: parseAsSmoothing,
  chart_log: parseAsStringLiteral(["x", "y", "xy"] as const),
  chart_clip: parseAsBoolean,
  chart_shade: parseAsBoolean,
  chart_group: parseAsStringLiteral(BANDS),
  chart_find: parseAsString,
};

const NO_SMOOTHING: Smoothing = { kind: "none", amount: 0 };
const STEP: XAxis = { kind: "step" };

/** The page's settings and how to change them. */
export function useChartSettings(): [ChartSettings, (patch: Partial<ChartSettings>) => void] {
  const [state, setState] = useQueryStates(parsers);
  const settings = useMemo(
    (): ChartSettings => ({
      axis: state.chart_x ?? STEP,
      smoothing: state.chart_smooth ?? NO_SMOOTHING,
      isLogX: state.chart_log?.includes("x") ?? false,
      isLogY: state.chart_log?.includes("y") ?? false,
      clipsOutliers: state.chart_clip ?? false,
      showsBand: state.chart_shade ?? true,
      band: state.chart_group,
      find: state.chart_find ?? "",
    }),
    [state],
  );
  function update(patch: Partial<ChartSettings>) {
    const next = { ...settings, ...patch };
    const log = `${next.isLogX ? "x" : ""}${next.isLogY ? "y" : ""}` as "" | "x" | "y" | "xy";
    setState({
      chart_x: next.axis.kind === "step" ? null : next.axis,
      chart_smooth: next.smoothing.kind === "none" ? null : next.smoothing,
      chart_log: log || null,
      chart_clip: next.clipsOutliers || null,
      chart_shade: next.showsBand ? null : false,
      chart_group: next.band,
      chart_find: next.find || null,
    });
  }
  return [settings, update];
}

/** The layout of a workspace's panels. */
export const useChartLayout = ({ organization, workspace }: Place): [ChartLayout, (patch: Partial<ChartLayout>) => void] =>
  useRemembered(`cairn:charts:${organization}/${workspace}`, LAYOUT);
