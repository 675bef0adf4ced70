import { Check, CheckCheck, Hourglass, Minus, Pause, SkipForward, X, Zap } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "@/lib/cn";

export type Status =
  | "running"
  | "finished"
  | "failed"
  | "cancelled"
  | "crashed"
  | "preempted"
  | "queued"
  | "stale"
  | "success"
  | "reused"
  | "pending"
  | "waiting"
  | "suspended"
  | "skipped"
  | "interrupted"
  | "absent"
  | "incomplete";

const dot = "size-2 rounded-full border-[1.5px] border-current";

const looks: Record<Status, { label: string; colour: string; shape: ReactNode }> = {
  running: {
    label: "Running",
    colour: "text-status-running",
    shape: <span className="size-2 animate-status-pulse rounded-full bg-current" />,
  },
  finished: { label: "Finished", colour: "text-status-success", shape: <Check strokeWidth={2.5} /> },
  failed: { label: "Failed", colour: "text-status-failed", shape: <X strokeWidth={2.5} /> },
  cancelled: { label: "Cancelled", colour: "text-status-cancelled", shape: <Minus strokeWidth={2.5} /> },
  crashed: { label: "Crashed", colour: "text-status-crashed", shape: <Zap strokeWidth={2.25} /> },
  preempted: { label: "Preempted", colour: "text-status-stale", shape: <Pause strokeWidth={2.25} /> },
  queued: { label: "Queued", colour: "text-status-queued", shape: <span className={dot} /> },
  stale: { label: "Stale", colour: "text-status-stale", shape: <span className="size-2 rotate-45 border-[1.5px] border-current" /> },
  success: { label: "Success", colour: "text-status-success", shape: <Check strokeWidth={2.5} /> },
  reused: { label: "Reused", colour: "text-status-success", shape: <CheckCheck strokeWidth={2} /> },
  pending: { label: "Pending", colour: "text-status-queued", shape: <span className={cn(dot, "border-dotted")} /> },
  waiting: { label: "Waiting", colour: "text-status-stale", shape: <Hourglass strokeWidth={2} /> },
  suspended: { label: "Suspended", colour: "text-status-running", shape: <Pause strokeWidth={2.25} /> },
  skipped: { label: "Skipped", colour: "text-status-cancelled", shape: <SkipForward strokeWidth={2} /> },
  interrupted: { label: "Interrupted", colour: "text-status-crashed", shape: <Zap strokeWidth={2.25} /> },
  absent: { label: "Absent", colour: "text-status-queued", shape: <span className={cn(dot, "border-dashed")} /> },
  incomplete: {
    label: "Incomplete",
    colour: "text-status-stale",
    shape: <span className="size-2 rotate-45 border-[1.5px] border-current" />,
  },
};

export interface StatusBadgeProps {
  status: Status;
  /** Only the shape, with the word for screen readers and on hover. */
  compact?: boolean;
  className?: string;
}

/** One colour and one shape for each status, the same everywhere. */
export function StatusBadge({ status, compact = false, className }: StatusBadgeProps) {
  const { label, colour, shape } = looks[status];
  return (
    <span
      className={cn("inline-flex items-center gap-1.5 whitespace-nowrap align-middle text-sm", colour, className)}
      title={compact ? label : undefined}
    >
      <span aria-hidden className="inline-flex size-4 items-center justify-center [&_svg]:size-4">
        {shape}
      </span>
      <span className={compact ? "sr-only" : undefined}>{label}</span>
    </span>
  );
}
