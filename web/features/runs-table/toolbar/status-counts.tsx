"use client";
import type { RunStats, RunStatus } from "@cairn/sdk/schema";
import { StatusBadge } from "@/components/ui/status-badge";

export interface StatusCountsProps {
  stats: RunStats | undefined;
  /** Adds the filter for one status. */
  onPick: (status: string) => void;
}

/** How many of the runs have which status; press one to see those alone. */
export function StatusCounts({ stats, onPick }: StatusCountsProps) {
  if (!stats) return null;
  const shown = STATUSES.filter((status) => (stats.by_status[status] ?? 0) > 0);
  return (
    <ul aria-label="Runs by status" className="flex shrink-0 items-center gap-0.5">
      {shown.map((status) => {
        const count = stats.by_status[status] ?? 0;
        return (
          <li key={status}>
            <button
              type="button"
              title={`${count.toLocaleString("en")} ${status}: show these alone`}
              onClick={() => onPick(status)}
              className="flex h-7 items-center gap-0.5 rounded-md px-1 text-xs tabular hover:bg-accent"
            >
              <StatusBadge status={status} compact />
              <span>{count.toLocaleString("en")}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

const STATUSES = ["running", "queued", "finished", "failed", "crashed", "cancelled", "preempted"] as const satisfies readonly RunStatus[];
