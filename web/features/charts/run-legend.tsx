"use client";
import { cn } from "@/lib/cn";
import { type ChartRun, cssColour } from "./chart-run";
import { groupColours } from "./colour";
import { type ChartGroup, useSignal } from "./signal";

/** Most names; the crosshair tells the others. */
const NAMES_MAX = 24;

export interface RunLegendProps {
  runs: readonly ChartRun[];
  /** Whether runs of one group are one line. */
  isGrouped: boolean;
  group: ChartGroup;
  onHighlight: (id: string | null) => void;
}

/** Which colour is which run, once for all panels. The pointer on a name lights its lines. */
export function RunLegend({ runs, isGrouped, group, onHighlight }: RunLegendProps) {
  const lit = useSignal(group.lit);
  const groups = isGrouped ? [...groupColours(runs.flatMap((run) => run.group ?? []))] : [];
  const entries = [
    ...groups.map(([name, colour]) => ({ id: `group:${name}`, name, colour })),
    ...runs.filter((run) => !(isGrouped && run.group)),
  ];
  const shown = entries.slice(0, NAMES_MAX);
  return (
    <ul aria-label="Runs that are drawn" className="flex min-w-0 flex-wrap gap-x-3 gap-y-0.5 text-xs">
      {shown.map(({ id, name, colour }) => (
        <li
          key={id}
          title={name}
          onPointerEnter={() => onHighlight(id)}
          onPointerLeave={() => onHighlight(null)}
          className={cn("flex max-w-48 items-center gap-1.5 text-muted-foreground leading-5", id === lit && "text-foreground")}
        >
          <span aria-hidden className="h-0.5 w-3 shrink-0 rounded-full" style={{ background: cssColour(colour) }} />
          <bdi className="truncate">{name}</bdi>
        </li>
      ))}
      {entries.length > shown.length ? (
        <li className="text-muted-foreground leading-5">and {(entries.length - shown.length).toLocaleString("en")} more</li>
      ) : null}
    </ul>
  );
}
