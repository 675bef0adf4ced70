import { cn } from "@/lib/cn";
import { isDone, STATUS_FILL } from "./words";

export interface CountBarProps {
  /** How many there are, by status. */
  counts: Readonly<Record<string, number>>;
  /** Statuses in their order from the left. */
  order: readonly string[];
  className?: string;
}

/** How many stand how, as one bar; what is done stands at the left. */
export function CountBar({ counts, order, className }: CountBarProps) {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const parts = order.filter((status) => (counts[status] ?? 0) > 0);
  return (
    <span
      role="img"
      aria-label={total === 0 ? "No tasks" : parts.map((status) => `${counts[status]} ${status}`).join(", ")}
      title={parts.map((status) => `${(counts[status] ?? 0).toLocaleString("en")} ${status}`).join(", ")}
      className={cn("flex h-1.5 min-w-12 overflow-hidden rounded-full bg-muted", className)}
    >
      {parts.map((status) => (
        <span key={status} className={cn("h-full min-w-[2px]", STATUS_FILL[status])} style={{ flexGrow: counts[status], flexBasis: 0 }} />
      ))}
    </span>
  );
}

/** "312 of 1,000". */
export function doneOf(counts: Readonly<Record<string, number>>): { done: number; total: number } {
  let [done, total] = [0, 0];
  for (const [status, count] of Object.entries(counts)) {
    total += count;
    if (isDone(status)) done += count;
  }
  return { done, total };
}
