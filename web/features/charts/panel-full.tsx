"use client";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { type KeyboardEvent, useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent } from "@/components/ui/dialog";
import { cn } from "@/lib/cn";
import { cssColour } from "./chart-run";
import { CurvePanel, type CurvePanelProps } from "./curve-panel";
import { useSignal } from "./signal";

export interface PanelFullProps extends Omit<CurvePanelProps, "metric" | "height" | "onOpen" | "lead" | "className"> {
  /** The panel that is open; null: none. */
  metric: string | null;
  /** All panels in order, for the arrows. */
  keys: readonly string[];
  onMetric: (metric: string | null) => void;
}

/** Room that the dialog needs beside the chart. */
const AROUND_PX = 190;

/** One panel as large as the window, with the names of the runs; the arrow keys lead to its neighbours. */
export function PanelFull({ metric, keys, onMetric, ...panel }: PanelFullProps) {
  const lit = useSignal(panel.group.lit);
  const [height, setHeight] = useState(480);
  useEffect(() => {
    const fit = () => setHeight(Math.max(200, window.innerHeight - AROUND_PX));
    fit();
    window.addEventListener("resize", fit);
    return () => window.removeEventListener("resize", fit);
  }, []);
  const at = metric === null ? -1 : keys.indexOf(metric);
  const go = (by: number) => onMetric(keys[at + by] ?? metric);

  function onKeyDown(event: KeyboardEvent) {
    if (event.target instanceof HTMLSelectElement || event.target instanceof HTMLInputElement) return;
    if (event.key === "ArrowLeft" || event.key === "k") go(-1);
    if (event.key === "ArrowRight" || event.key === "j") go(1);
    if (event.key === "f") onMetric(null);
  }

  return (
    <Dialog open={metric !== null} onOpenChange={(open) => !open && onMetric(null)}>
      {metric === null ? null : (
        <DialogContent title={metric} className="max-h-[calc(100dvh-1rem)] w-[calc(100vw-1rem)] max-w-none" onKeyDown={onKeyDown}>
          <div className="flex min-w-0 gap-4 px-5 py-4">
            <CurvePanel key={metric} {...panel} metric={metric} height={height} className="flex-1" />
            {panel.runs.length > 1 ? (
              <ul aria-label="Runs" className="w-56 shrink-0 overflow-y-auto text-sm max-lg:hidden" style={{ maxHeight: height + 60 }}>
                {panel.runs.map((run) => (
                  <li key={run.id}>
                    <button
                      type="button"
                      className={cn(
                        "flex w-full min-w-0 items-center gap-2 rounded-sm px-2 py-1 text-left hover:bg-accent",
                        run.id === lit && "bg-accent",
                      )}
                      onMouseEnter={() => panel.onHighlight(run.id)}
                      onMouseLeave={() => panel.onHighlight(null)}
                      onFocus={() => panel.onHighlight(run.id)}
                    >
                      <span aria-hidden className="h-0.5 w-3 shrink-0" style={{ background: cssColour(run.colour) }} />
                      <span className="truncate" title={run.name}>
                        {run.name}
                      </span>
                    </button>
                  </li>
                ))}
              </ul>
            ) : null}
          </div>
          <div className="flex items-center justify-between px-5 pb-4">
            <Button size="sm" disabled={at <= 0} onClick={() => go(-1)}>
              <ChevronLeft aria-hidden />
              Previous
            </Button>
            <span className="text-muted-foreground text-xs tabular">
              {at + 1} of {keys.length}
            </span>
            <Button size="sm" disabled={at < 0 || at >= keys.length - 1} onClick={() => go(1)}>
              Next
              <ChevronRight aria-hidden />
            </Button>
          </div>
        </DialogContent>
      )}
    </Dialog>
  );
}
