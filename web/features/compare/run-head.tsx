"use client";
import { X } from "lucide-react";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { StatusBadge } from "@/components/ui/status-badge";
import { cn } from "@/lib/cn";
import { type ChartRun, cssColour } from "../charts/chart-run";

export interface RunHeadProps {
  run: ChartRun;
  href: string;
  /** The least, in CSS pixels. */
  width: number;
  isBase: boolean;
  isLit: boolean;
  onBase: () => void;
  onRemove: () => void;
  onLit: (id: string | null) => void;
}

/** Head of a run's column: its name, whether the others are held against it, and a way out. */
export function RunHead({ run, href, width, isBase, isLit, onBase, onRemove, onLit }: RunHeadProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithMouseEvents: lighting a run is a hint for the pointer alone
    <div
      role="columnheader"
      style={{ minWidth: width }}
      onMouseOver={() => onLit(run.id)}
      onMouseLeave={() => onLit(null)}
      className={cn("flex min-w-0 flex-1 basis-0 flex-col justify-center gap-1 px-3", isLit && "bg-accent")}
    >
      <span className="flex min-w-0 items-center gap-1.5">
        <span aria-hidden className="size-2.5 shrink-0 rounded-full" style={{ background: cssColour(run.colour) }} />
        <StatusBadge status={run.status} compact />
        <Link href={href} title={run.name} className="min-w-0 flex-1 truncate font-medium text-sm hover:underline">
          <bdi>{run.name}</bdi>
        </Link>
        <Button
          variant="ghost"
          size="icon-sm"
          className="-mr-2 size-6 text-muted-foreground"
          aria-label={`Remove ${run.name}`}
          title="Remove"
          onClick={onRemove}
        >
          <X aria-hidden />
        </Button>
      </span>
      {isBase ? (
        <span className="font-medium text-primary text-xs">Base</span>
      ) : (
        <button
          type="button"
          onClick={onBase}
          aria-label={`Make base: ${run.name}`}
          className="w-fit rounded-sm text-left text-muted-foreground text-xs hover:text-foreground hover:underline"
        >
          Make base
        </button>
      )}
    </div>
  );
}
