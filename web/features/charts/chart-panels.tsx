"use client";
import { useQuery } from "@tanstack/react-query";
import { ChartLine } from "lucide-react";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { Skeleton } from "@/components/ui/skeleton";
import { api } from "@/lib/api/browser";
import type { Place } from "../runs/queries";
import type { ChartRun } from "./chart-run";
import { toNumber } from "./format";
import { LazyLineChart } from "./lazy-line-chart";

export interface ChartPanelsProps {
  place: Place;
  /** In the order in which they are listed; the first ones are drawn when there are too many. */
  runs: readonly ChartRun[];
  /** Metrics to draw, one panel each; left out: every metric that runs of the workspace have. */
  keys?: readonly string[];
  /** The run that is lit while the others are dimmed: in the table, in all panels. */
  highlighted: string | null;
  onHighlight: (run: string | null) => void;
}

/** The curves of some runs, a panel for each metric. */
export function ChartPanels({ place, runs, keys }: ChartPanelsProps) {
  const asked = keys ?? ["loss"];
  const ids = runs.map(({ id }) => id);
  const curves = useQuery({
    queryKey: ["org", place.organization, "workspace", place.workspace, "curves", ids, asked],
    queryFn: () => api.runs.curves({ runs: ids, keys: [...asked] }, place),
    enabled: ids.length > 0 && asked.length > 0,
  });
  if (ids.length === 0) return <EmptyState icon={ChartLine} title="No runs to draw" />;
  if (curves.isError)
    return <ErrorState error={curves.error} what="load the curves" onRetry={() => curves.refetch()} retrying={curves.isFetching} />;
  if (!curves.data) return <Skeleton className="h-56" />;
  return (
    <div className="grid min-w-0 gap-4 md:grid-cols-2">
      {curves.data.curves.map((curve) => (
        <figure key={`${curve.run_id} ${curve.key}`} className="min-w-0 rounded-md border bg-card p-3 pb-1.5">
          <figcaption className="truncate font-medium font-mono text-xs">{curve.key}</figcaption>
          <LazyLineChart
            steps={curve.steps}
            values={curve.lasts.map(toNumber)}
            colour={runs.find(({ id }) => id === curve.run_id)?.colour ?? "--chart-1"}
            group="panels"
          />
        </figure>
      ))}
    </div>
  );
}
