"use client";
import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { cn } from "@/lib/cn";

/** Members of an object or list shown at first. */
const SHOWN = 200;

/** JSON as a tree whose parts fold. */
export function JsonView({ value }: { value: unknown }) {
  return (
    <div className="overflow-x-auto rounded-md border bg-card p-2 font-mono text-xs">
      <Node name={null} value={value} depth={0} />
    </div>
  );
}

function Node({ name, value, depth }: { name: string | null; value: unknown; depth: number }) {
  const [isOpen, setOpen] = useState(depth < 2);
  const [shown, setShown] = useState(SHOWN);
  const label = name === null ? null : <span className="text-muted-foreground">{name}: </span>;
  if (typeof value !== "object" || value === null)
    return (
      <div className="min-h-5 whitespace-pre-wrap break-words py-px pl-5 leading-5">
        {label}
        <Leaf value={value} />
      </div>
    );
  const isList = Array.isArray(value);
  const entries: [string, unknown][] = isList ? value.map((one, i) => [String(i), one]) : Object.entries(value);
  return (
    <div>
      <button
        type="button"
        aria-expanded={isOpen}
        className="flex items-center rounded-sm py-px leading-5"
        onClick={() => setOpen(!isOpen)}
      >
        <ChevronRight aria-hidden className={cn("mr-1 size-3.5 text-muted-foreground transition-transform", isOpen && "rotate-90")} />
        {label}
        <span className="text-muted-foreground">{isList ? `[${entries.length}]` : `{${entries.length}}`}</span>
      </button>
      {isOpen ? (
        <div className="ml-[7px] border-l pl-2">
          {entries.slice(0, shown).map(([key, one]) => (
            <Node key={key} name={key} value={one} depth={depth + 1} />
          ))}
          {entries.length > shown ? (
            <button type="button" className="pl-5 text-primary hover:underline" onClick={() => setShown(shown + 1_000)}>
              Show {Math.min(1_000, entries.length - shown)} more of {entries.length}
            </button>
          ) : null}
        </div>
      ) : null}
    </div>
  );
}

function Leaf({ value }: { value: unknown }) {
  if (typeof value === "string") return <span className="text-status-success">"{value}"</span>;
  if (typeof value === "number") return <span className="text-status-running">{value}</span>;
  return <span className="text-status-crashed">{String(value)}</span>;
}
