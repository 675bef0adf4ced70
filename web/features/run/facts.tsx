import type { ReactNode } from "react";

/** Named facts in a frame, one below the other. */
export function Facts({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="flex flex-col gap-1.5">
      <h2 className="font-medium text-muted-foreground text-xs">{title}</h2>
      <dl className="divide-y rounded-md border bg-card">{children}</dl>
    </section>
  );
}

export interface FactProps {
  name: string;
  /** Shown on hover; the text itself when left out. */
  title?: string | undefined;
  isCode?: boolean;
  /** A copy button or the like. */
  action?: ReactNode;
  children: ReactNode;
}

export function Fact({ name, title, isCode = false, action, children }: FactProps) {
  return (
    <div className="flex min-h-8 min-w-0 items-center justify-between gap-4 py-0.5 pr-1.5 pl-3 text-sm">
      <dt className="shrink-0 text-muted-foreground">{name}</dt>
      <dd className="flex min-w-0 items-center gap-1 pr-1.5">
        <span
          className={isCode ? "min-w-0 truncate text-right font-mono text-xs" : "min-w-0 truncate text-right"}
          title={title ?? (typeof children === "string" ? children : undefined)}
        >
          {children}
        </span>
        {action}
      </dd>
    </div>
  );
}
