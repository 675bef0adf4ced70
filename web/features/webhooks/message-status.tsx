import type { WebhookMessage } from "@cairn/sdk/schema";
import { Check, Pause, RotateCw, X } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "@/lib/cn";

type Look = WebhookMessage["status"] | "retrying";

const looks: Record<Look, { label: string; help: string; colour: string; shape: ReactNode }> = {
  delivered: { label: "Delivered", help: "The endpoint took it", colour: "text-status-success", shape: <Check strokeWidth={2.5} /> },
  pending: {
    label: "Pending",
    help: "Waits for its first attempt",
    colour: "text-status-queued",
    shape: <span className="size-2 rounded-full border-[1.5px] border-current" />,
  },
  retrying: {
    label: "Retrying",
    help: "Failed so far; it is tried again by the schedule",
    colour: "text-status-stale",
    shape: <RotateCw strokeWidth={2.25} />,
  },
  failed: { label: "Failed", help: "All attempts failed", colour: "text-status-failed", shape: <X strokeWidth={2.5} /> },
  held: {
    label: "Held",
    help: "Came while the endpoint was disabled; resume sends it",
    colour: "text-status-cancelled",
    shape: <Pause strokeWidth={2.25} />,
  },
};

/** How a message stands: one colour and one shape each. */
export function MessageStatus({ message, className }: { message: Pick<WebhookMessage, "status" | "attempts">; className?: string }) {
  const { label, help, colour, shape } = looks[message.status === "pending" && message.attempts > 0 ? "retrying" : message.status];
  return (
    <span className={cn("flex items-center gap-1.5 whitespace-nowrap text-sm", colour, className)} title={help}>
      <span aria-hidden className="inline-flex size-4 items-center justify-center [&_svg]:size-3.5">
        {shape}
      </span>
      {label}
    </span>
  );
}
