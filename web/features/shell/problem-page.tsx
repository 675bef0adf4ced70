"use client";
import Link from "next/link";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";

export interface ProblemPageProps {
  title: string;
  children: ReactNode;
  actions?: ReactNode;
  /** Fills the window instead of the place inside the frame. */
  whole?: boolean;
}

/** A page that cannot be shown: says why and leads on. */
export function ProblemPage({ title, children, actions, whole = false }: ProblemPageProps) {
  return (
    <main id="main" className={`flex flex-1 flex-col items-center justify-center gap-2 p-6 text-center ${whole ? "min-h-dvh" : ""}`}>
      <h1 className="font-semibold text-xl tracking-tight">{title}</h1>
      <div className="max-w-[60ch] text-muted-foreground text-sm">{children}</div>
      <div className="mt-3 flex flex-wrap justify-center gap-2">
        {actions}
        <Button asChild>
          <Link href="/">Go to Cairn</Link>
        </Button>
      </div>
    </main>
  );
}
