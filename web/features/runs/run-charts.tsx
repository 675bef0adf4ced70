"use client";
import type { History } from "@cairn/sdk/schema";
import { ChartLine } from "lucide-react";
import { useId, useState } from "react";
import { EmptyState } from "@/components/ui/empty-state";
import { Skeleton } from "@/components/ui/skeleton";
import { colourVariable } from "../charts/colour";
import { formatMetric, formatNumber, toNumber } from "../charts/format";
import { LazyLineChart } from "../charts/lazy-line-chart";
import { sections } from "./curves";

/** The curves of a run, grouped by the first part of their names; they share a crosshair. */
export function RunCharts({ history, isRunning }: { history: History | undefined; isRunning: boolean }) {
  const group = useId();
  if (!history)
    return (
      <div role="status" aria-label="Loading curves" className="delayed grid gap-4 md:grid-cols-2">
        {[0, 1, 2, 3].map((n) => (
          <Skeleton key={n} className="h-56" />
        ))}
      </div>
    );
  if (history.series.length === 0)
    return (
      <EmptyState icon={ChartLine} title={isRunning ? "Waiting for the first points" : "Nothing was logged"}>
        Curves appear with <code className="text-xs">{"run.log({ loss }, { step })"}</code>, within two seconds.
      </EmptyState>
    );
  return (
    <div className="flex flex-col gap-6">
      {sections(history.series).map(({ name, series }) => (
        <section key={name} aria-label={name || "Metrics"} className="flex min-w-0 flex-col gap-2">
          {name ? <h2 className="font-medium text-muted-foreground text-sm">{name}</h2> : null}
          <div className="grid min-w-0 items-start gap-4 md:grid-cols-2">
            {series.map((one) =>
              one.count === 1 && !isRunning ? <Single key={one.key} series={one} /> : <Curve key={one.key} series={one} group={group} />,
            )}
          </div>
        </section>
      ))}
    </div>
  );
}

/** A metric with one value is a number, not a curve. */
function Single({ series }: { series: History["series"][number] }) {
  return (
    <figure className="flex min-w-0 items-baseline justify-between gap-3 rounded-md border bg-card p-3">
      <figcaption className="truncate font-medium font-mono text-xs" title={series.key}>
        {series.key.slice(series.key.lastIndexOf("/") + 1)}
      </figcaption>
      <span className="whitespace-nowrap font-mono text-lg tabular">{formatMetric(series.values[0] ?? "NaN")}</span>
    </figure>
  );
}

function Curve({ series, group }: { series: History["series"][number]; group: string }) {
  const [hovered, setHovered] = useState<number | null>(null);
  const values = series.values.map(toNumber);
  const at = hovered !== null && hovered < values.length ? hovered : values.length - 1;
  const bad = values.filter((value) => !Number.isFinite(value)).length;
  return (
    <figure className="flex min-w-0 flex-col gap-1 rounded-md border bg-card p-3 pb-1.5">
      <figcaption className="flex min-w-0 items-baseline justify-between gap-3">
        <span className="truncate font-medium font-mono text-xs" title={series.key}>
          {series.key.slice(series.key.lastIndexOf("/") + 1)}
        </span>
        <span className="whitespace-nowrap font-mono text-muted-foreground text-xs tabular">
          <span className="text-foreground">{formatMetric(series.values[at] ?? "NaN")}</span> · step {series.steps[at]}
        </span>
      </figcaption>
      <p className="sr-only">
        {series.key}: {series.count} points, last {formatMetric(series.values.at(-1) ?? "NaN")} at step {series.steps.at(-1)},{" "}
        {rangeOf(values)}
      </p>
      <LazyLineChart steps={series.steps} values={values} colour={colourVariable(series.key)} group={group} onHover={setHovered} />
      {bad > 0 ? <p className="pb-1 text-warning text-xs">{bad === 1 ? "1 value is" : `${bad} values are`} not a finite number.</p> : null}
    </figure>
  );
}

function rangeOf(values: readonly number[]): string {
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return `from ${formatNumber(min)} to ${formatNumber(max)}.`;
}
