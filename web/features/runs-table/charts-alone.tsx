"use client";
import { type ComponentProps, useEffect } from "react";
import { LazyChartPanels } from "../charts/lazy-chart-panels";
import type { LiveState } from "../runs/use-live";
import { useLiveRows } from "./data/use-live-rows";

export interface ChartsAloneProps extends Omit<ComponentProps<typeof LazyChartPanels>, "hasLegend"> {
  onLive: (state: LiveState) => void;
}

const nothing = () => {};

/** Charts without the table: they name the runs themselves, and see to it that new ones appear. */
export function ChartsAlone({ onLive, ...charts }: ChartsAloneProps) {
  // Points come to the charts by their own way.
  const live = useLiveRows({ place: charts.place, runs: [], isPaused: charts.isPaused ?? false, beforeChange: nothing });
  useEffect(() => onLive(live), [live, onLive]);
  return <LazyChartPanels {...charts} hasLegend />;
}
