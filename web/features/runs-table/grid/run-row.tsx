"use client";
import type { Run } from "@cairn/sdk/schema";
import { Eye, EyeOff } from "lucide-react";
import Link from "next/link";
import { memo } from "react";
import { StatusBadge } from "@/components/ui/status-badge";
import { cn } from "@/lib/cn";
import { cssColour } from "../../charts/chart-run";
import { CodeMark } from "../../runs/code-mark";
import { cellOf } from "../model/cell";
import { CellContent } from "./cell-content";
import { cellStyle, type DrawnColumn, ROW_PX } from "./layout";

export interface RunRowProps {
  index: number;
  /** Undefined while it is fetched. */
  run: Run | undefined;
  columns: readonly DrawnColumn[];
  /** The best number of each column that marks one, by the column's place. */
  best: ReadonlyMap<number, number>;
  href: string;
  colour: string;
  isSelected: boolean;
  isActive: boolean;
  /** Lit because the pointer is on its curve. */
  isLit: boolean;
  /** Whether its curves are drawn. */
  isDrawn: boolean;
  /** Below the head of a group. */
  isNested: boolean;
}

/** Cells that stay while the others scroll need a ground of their own. */
const ground = "bg-card group-hover/row:bg-accent group-data-[lit=true]/row:bg-accent group-data-[selected=true]/row:bg-primary-soft";

/** One run. What is pressed in it is told by `data-act`, `data-row` and `data-column`, and handled by the grid. */
export const RunRow = memo(function RunRow(props: RunRowProps) {
  const { index, run, columns, best, isSelected, isActive, isLit } = props;
  return (
    <div
      role="row"
      id={`run-row-${index}`}
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      data-row={index}
      data-run={run?.id}
      data-selected={isSelected}
      data-lit={isLit}
      data-active={isActive}
      className="group/row absolute left-0 flex w-[var(--all)] min-w-full border-b text-sm hover:bg-accent data-[lit=true]:bg-accent data-[selected=true]:bg-primary-soft data-[active=true]:after:absolute data-[active=true]:after:inset-0 data-[active=true]:after:z-[2] data-[active=true]:after:pointer-events-none data-[active=true]:after:border-2 data-[active=true]:after:border-ring"
      style={{ height: ROW_PX, top: index * ROW_PX }}
    >
      <div
        role="rowheader"
        aria-colindex={1}
        style={cellStyle(0, true)}
        className={cn("flex min-w-0 shrink-0 items-center gap-1.5 border-r px-2 max-sm:gap-0.5", ground)}
      >
        {run ? <NameCell {...props} run={run} /> : <span className="ml-6 h-3 w-2/3 rounded-sm bg-muted" />}
      </div>
      {columns.map(({ id, column, index: place, isPinned, isNumeric, isAfterGap }) => {
        const value = run ? cellOf(run, column) : undefined;
        const isBest = typeof value === "number" && best.get(place) === value;
        return (
          <div
            key={id}
            role="gridcell"
            aria-colindex={place + 1}
            data-act={value === undefined ? undefined : "cell"}
            data-column={place}
            style={cellStyle(place, isPinned, isAfterGap)}
            className={cn(
              "shrink-0 overflow-clip text-ellipsis whitespace-nowrap px-3 leading-8",
              isNumeric || typeof value === "number" ? "text-right font-mono text-xs leading-8 tabular" : "text-left",
              isPinned && ground,
              value !== undefined && "cursor-default hover:bg-primary-soft/70",
              isBest && "font-semibold text-status-success",
            )}
          >
            {run ? <CellContent run={run} column={column} value={value} isBest={isBest} /> : null}
          </div>
        );
      })}
    </div>
  );
});

function NameCell({ run, href, colour, isSelected, isDrawn, isNested }: RunRowProps & { run: Run }) {
  return (
    <>
      <input
        type="checkbox"
        checked={isSelected}
        readOnly
        tabIndex={-1}
        data-act="select"
        aria-label={`Select ${run.name}`}
        className={cn("size-4 shrink-0 cursor-pointer accent-primary", isNested && "ml-5")}
      />
      <button
        type="button"
        tabIndex={-1}
        data-act="eye"
        aria-pressed={isDrawn}
        aria-label={`Draw ${run.name}`}
        title={isDrawn ? "Drawn in the charts" : "Not drawn in the charts"}
        className={cn(
          "flex size-5 shrink-0 items-center justify-center rounded-sm hover:bg-muted [&_svg]:size-3.5",
          isDrawn ? "text-foreground" : "text-muted-foreground/70",
        )}
      >
        {isDrawn ? <Eye aria-hidden /> : <EyeOff aria-hidden />}
      </button>
      <button
        type="button"
        tabIndex={-1}
        data-act="colour"
        aria-label={`Colour of ${run.name}`}
        title="Change the colour"
        className="flex size-5 shrink-0 items-center justify-center rounded-sm hover:bg-muted"
      >
        <span aria-hidden className={cn("size-2.5 rounded-full", !isDrawn && "opacity-35")} style={{ background: cssColour(colour) }} />
      </button>
      <StatusBadge status={run.status} compact />
      <Link
        href={href}
        prefetch={false}
        tabIndex={-1}
        title={run.name}
        dir="auto"
        className="min-w-0 flex-1 overflow-clip text-ellipsis whitespace-nowrap font-medium hover:underline"
      >
        {run.name}
      </Link>
      <CodeMark run={run} className="max-sm:hidden" />
      <span className="shrink-0 text-muted-foreground text-xs tabular max-sm:hidden">#{run.number}</span>
    </>
  );
}
