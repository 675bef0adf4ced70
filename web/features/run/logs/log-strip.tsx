"use client";
import type { RunDetail } from "@cairn/sdk/schema";
import { useMemo } from "react";
import { Select } from "@/components/ui/select";
import { isSystem } from "../../charts/chart-panels";
import type { ChartRun } from "../../charts/chart-run";
import { CurvePanel } from "../../charts/curve-panel";
import type { ChartGroup } from "../../charts/signal";
import { useLivePoints } from "../../charts/use-live-points";
import type { Place } from "../../runs/queries";

export interface LogStripProps {
  run: RunDetail;
  chartRun: ChartRun;
  place: Place;
  group: ChartGroup;
  metric: string | null;
  /** Keeps what comes in away from the curve. */
  isPaused: boolean;
  onMetric: (metric: string) => void;
}

const SETTINGS = {
  axis: { kind: "step" },
  smoothing: { kind: "none", amount: 0 },
  isLogX: false,
  isLogY: false,
  clipsOutliers: false,
  showsBand: true,
  band: null,
  find: "",
} as const;
const LAYOUT = { sharesZoom: true, showsOriginal: true };

/** One curve above the log, whose crosshair stands at the step of the line that was chosen. */
export function LogStrip({ run, chartRun, place, group, metric, isPaused, onMetric }: LogStripProps) {
  const keys = Object.keys(run.metrics).filter((key) => !isSystem(key));
  const shown = metric !== null && keys.includes(metric) ? metric : (keys.find((key) => /loss/i.test(key)) ?? keys[0]);
  const runs = useMemo(() => [chartRun], [chartRun]);
  const ids = useMemo(() => [chartRun.id], [chartRun.id]);
  useLivePoints(place, ids, group, isPaused);
  if (!shown) return null;
  return (
    <div className="relative">
      <CurvePanel
        key={shown}
        place={place}
        metric={shown}
        runs={runs}
        leftOut={0}
        settings={SETTINGS}
        layout={LAYOUT}
        group={group}
        height={96}
        onHighlight={() => {}}
        hasName={false}
        lead={
          <span className="mr-1 w-44 shrink-0">
            <Select
              size="sm"
              aria-label="Metric beside the log"
              value={shown}
              options={keys.map((key) => ({ value: key, label: key }))}
              onValueChange={onMetric}
            />
          </span>
        }
      />
    </div>
  );
}
