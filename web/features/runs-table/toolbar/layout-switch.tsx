"use client";
import { ChartLine, PanelRight, Table2 } from "lucide-react";
import { cn } from "@/lib/cn";
import type { Layout } from "../model/state";

const layouts = [
  { value: "table", label: "Table alone", icon: Table2 },
  { value: "split", label: "Table beside charts", icon: PanelRight },
  { value: "charts", label: "Charts alone", icon: ChartLine },
] as const;

/** Table, charts, or both. */
export function LayoutSwitch({ layout, onChange }: { layout: Layout; onChange: (layout: Layout) => void }) {
  return (
    <fieldset className="flex h-8 shrink-0 overflow-hidden rounded-md border border-input max-md:h-10">
      <legend className="sr-only">Layout</legend>
      {layouts.map(({ value, label, icon: Icon }) => (
        <label
          key={value}
          title={`${label} (Ctrl J)`}
          className={cn(
            "flex w-8 items-center justify-center border-l first-of-type:border-l-0 has-focus-visible:outline-2 has-focus-visible:outline-ring has-focus-visible:-outline-offset-2 max-md:w-10",
            value === layout ? "bg-primary-soft text-primary" : "bg-card text-muted-foreground hover:bg-accent",
            value === "split" && "max-md:hidden",
          )}
        >
          <input
            type="radio"
            name="layout"
            className="sr-only"
            aria-label={label}
            checked={value === layout}
            onChange={() => onChange(value)}
          />
          <Icon aria-hidden className="size-4" />
        </label>
      ))}
    </fieldset>
  );
}
