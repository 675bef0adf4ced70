"use client";
import type { ReactNode } from "react";

export interface DangerRowProps {
  title: string;
  children: ReactNode;
  action: ReactNode;
}

/** One thing that cannot be taken back: what it does, and its button apart. */
export function DangerRow({ title, children, action }: DangerRowProps) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 border-destructive/30 border-b p-4 last:border-0">
      <div className="min-w-56 flex-1">
        <p className="font-medium text-sm">{title}</p>
        <div className="max-w-[60ch] text-muted-foreground text-sm">{children}</div>
      </div>
      {action}
    </div>
  );
}

/** The frame around such rows. */
export function DangerList({ children }: { children: ReactNode }) {
  return <div className="rounded-md border border-destructive/40 bg-card">{children}</div>;
}
