import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "@/lib/cn";

export interface EmptyStateProps {
  icon?: LucideIcon;
  title: string;
  /** What would be here and how it comes to be. */
  children?: ReactNode;
  actions?: ReactNode;
  className?: string;
}

/** A list without items: says what would be here. */
export function EmptyState({ icon: Icon, title, children, actions, className }: EmptyStateProps) {
  return (
    <div className={cn("flex flex-col items-center gap-1 rounded-md border border-dashed px-6 py-10 text-center", className)}>
      {Icon ? <Icon aria-hidden className="mb-2 size-5 text-muted-foreground" strokeWidth={1.5} /> : null}
      <p className="font-medium text-sm">{title}</p>
      {children ? <div className="max-w-[52ch] text-muted-foreground text-sm">{children}</div> : null}
      {actions ? <div className="mt-3 flex flex-wrap justify-center gap-2">{actions}</div> : null}
    </div>
  );
}
