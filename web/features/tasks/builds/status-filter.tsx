"use client";
import { StatusBadge } from "@/components/ui/status-badge";
import { cn } from "@/lib/cn";
import { BUILD_TASK_STATUSES } from "../words";

export interface StatusFilterProps {
  counts: Readonly<Record<string, number>>;
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
}

/** How many tasks stand how; press to see only those. */
export function StatusFilter({ counts, chosen, onChange }: StatusFilterProps) {
  const shown = BUILD_TASK_STATUSES.filter((status) => (counts[status] ?? 0) > 0 || chosen.includes(status));
  return (
    <fieldset className="-ml-2 flex min-w-0 flex-wrap items-center gap-1">
      <legend className="sr-only">Only tasks that are</legend>
      {shown.map((status) => {
        const isChosen = chosen.includes(status);
        return (
          <button
            key={status}
            type="button"
            aria-pressed={isChosen}
            onClick={() => onChange(isChosen ? chosen.filter((one) => one !== status) : [...chosen, status])}
            className={cn(
              "inline-flex h-7 items-center gap-1 rounded-md border px-2 hover:bg-accent",
              isChosen ? "border-primary bg-primary-soft" : "border-transparent",
            )}
          >
            <StatusBadge status={status} className="text-xs" />
            <span className="text-muted-foreground text-xs tabular">{(counts[status] ?? 0).toLocaleString("en")}</span>
          </button>
        );
      })}
    </fieldset>
  );
}
