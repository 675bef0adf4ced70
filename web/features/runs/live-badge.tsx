import { cn } from "@/lib/cn";
import type { LiveState } from "./use-live";

const looks: Record<LiveState, { label: string; title: string; dot: string }> = {
  connecting: { label: "Connecting", title: "Connecting to live updates", dot: "bg-status-queued" },
  live: { label: "Live", title: "Changes appear as they happen", dot: "bg-status-success" },
  paused: { label: "Paused", title: "What comes in is not shown until you go on", dot: "bg-status-stale" },
  away: {
    label: "Reconnecting",
    title: "The connection was lost; what happens meanwhile is fetched when it is back",
    dot: "bg-status-stale",
  },
};

/** Whether the page follows what happens. */
export function LiveBadge({ state }: { state: LiveState }) {
  const { label, title, dot } = looks[state];
  return (
    <span role="status" title={title} className="inline-flex items-center gap-1.5 whitespace-nowrap text-muted-foreground text-xs">
      <span aria-hidden className={cn("size-1.5 rounded-full", dot)} />
      {label}
    </span>
  );
}
