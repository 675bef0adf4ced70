"use client";
import type { CellValue, Run } from "@cairn/sdk/schema";
import { RelativeTime } from "@/components/ui/relative-time";
import { StatusBadge } from "@/components/ui/status-badge";
import { Duration } from "../../runs/duration";
import { cellText } from "../model/cell";
import type { Column } from "../model/columns";

const TIMES: ReadonlySet<string> = new Set(["created_at", "started_at", "finished_at"]);

export interface CellContentProps {
  run: Run;
  column: Column;
  value: CellValue | undefined;
  isBest: boolean;
}

/** A value in its cell; the whole of it on hover. */
export function CellContent({ run, column, value, isBest }: CellContentProps) {
  if (value === undefined) return <span className="text-muted-foreground/60">–</span>;
  if (column.kind === "attribute") {
    if (column.key === "status") return <StatusBadge status={run.status} className="h-8" />;
    if (column.key === "duration") return <Duration run={run} />;
    if (TIMES.has(column.key)) return <RelativeTime value={String(value)} className="whitespace-nowrap text-muted-foreground" />;
    if (column.key === "id" || column.key === "commit")
      return (
        <code className="text-muted-foreground text-xs" title={String(value)}>
          {cellText(column, value)}
        </code>
      );
  }
  return (
    <span title={isBest ? `${String(value)}, the best of the rows in view` : String(value)} dir="auto">
      {cellText(column, value)}
      {isBest ? <span className="sr-only"> (best)</span> : null}
    </span>
  );
}
