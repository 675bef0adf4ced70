import { Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "@/lib/cn";

export interface CalloutProps {
  tone?: "info" | "warning" | "destructive";
  children: ReactNode;
  className?: string;
}

const tones = {
  info: "border-border bg-muted/60",
  warning: "border-warning/35 bg-warning-soft [&>svg]:text-warning",
  destructive: "border-destructive/35 bg-destructive-soft [&>svg]:text-destructive",
};

/** A note that must not be overlooked. */
export function Callout({ tone = "info", children, className }: CalloutProps) {
  const Icon = tone === "info" ? Info : TriangleAlert;
  return (
    <div className={cn("flex gap-2.5 rounded-md border px-3 py-2.5 text-sm", tones[tone], className)}>
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0 text-muted-foreground" />
      <div className="min-w-0 flex-1">{children}</div>
    </div>
  );
}
