import type { ReactNode } from "react";
import { Logo } from "@/components/logo";
import { cn } from "@/lib/cn";

export interface CenteredProps {
  title: string;
  children: ReactNode;
  footer?: ReactNode;
  className?: string;
}

/** A page outside of the frame: one thing to read and to do, in the middle. */
export function Centered({ title, children, footer, className }: CenteredProps) {
  return (
    <main id="main" className="flex min-h-dvh flex-col items-center justify-center gap-6 bg-sidebar px-4 py-10">
      <div className={cn("flex w-full max-w-sm flex-col gap-5 rounded-xl border bg-card p-6 sm:p-8", className)}>
        <div className="flex flex-col gap-4">
          <Logo className="size-8" />
          <h1 className="font-semibold text-xl tracking-tight">{title}</h1>
        </div>
        {children}
      </div>
      {footer ? <div className="max-w-sm text-center text-muted-foreground text-xs">{footer}</div> : null}
    </main>
  );
}
