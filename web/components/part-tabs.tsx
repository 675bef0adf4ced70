"use client";
import { Tabs } from "radix-ui";
import { type ReactNode, useEffect, useRef } from "react";
import { cn } from "@/lib/cn";

export interface PartTabsProps<T extends string> {
  /** Parts in their order, by name, with what they are called. */
  parts: Readonly<Record<T, string>>;
  part: T;
  onPart: (part: T) => void;
  /** What it is a part of, for screen readers: `the run`. */
  of: string;
  /** How many things a part holds, where that is known. */
  counts?: Partial<Record<T, number>>;
  /** It stands in a column of the page: its line does not go on to the edges. */
  isInset?: boolean;
  children: ReactNode;
}

/** The parts of a page, one of them shown. */
export function PartTabs<T extends string>({ parts, part, onPart, of, counts = {}, isInset = false, children }: PartTabsProps<T>) {
  const list = useRef<HTMLDivElement>(null);
  // On a phone the chosen part may lie beyond the edge.
  useEffect(() => {
    const chosen = list.current?.querySelector<HTMLElement>(`[data-part="${part}"]`);
    if (list.current && chosen) list.current.scrollLeft = chosen.offsetLeft - (list.current.clientWidth - chosen.offsetWidth) / 2;
  }, [part]);
  return (
    <Tabs.Root value={part} onValueChange={(next) => onPart(next as T)} className="flex min-w-0 flex-col gap-4">
      <Tabs.List
        ref={list}
        aria-label={`Parts of ${of}`}
        className={cn("-mx-4 relative flex shrink-0 gap-1 overflow-x-auto border-b px-4", isInset ? "md:mx-0 md:px-0" : "md:-mx-6 md:px-6")}
      >
        {(Object.keys(parts) as T[]).map((name) => (
          <Tabs.Trigger
            key={name}
            value={name}
            data-part={name}
            className="-mb-px -outline-offset-2 inline-flex h-9 shrink-0 items-center gap-1.5 border-transparent border-b-2 px-2.5 text-muted-foreground text-sm hover:text-foreground data-[state=active]:border-primary data-[state=active]:font-medium data-[state=active]:text-foreground"
          >
            {parts[name]}
            {counts[name] ? (
              <span className="font-normal text-muted-foreground text-xs tabular">{counts[name].toLocaleString("en")}</span>
            ) : null}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      <Tabs.Content value={part} className="min-w-0 focus-visible:outline-none" tabIndex={-1}>
        {children}
      </Tabs.Content>
    </Tabs.Root>
  );
}
