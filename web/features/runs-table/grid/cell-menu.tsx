"use client";
import { filterFor } from "@cairn/sdk/filter";
import type { CellValue, Run } from "@cairn/sdk/schema";
import { toast } from "sonner";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import { chipText } from "../../filter/conditions";
import { cellOf, cellText, durationMs } from "../model/cell";
import { type Column, columnLabel, filterFieldOf } from "../model/columns";
import type { GridColumn } from "./layout";

/** The cell that a menu belongs to, and where it was pressed. */
export interface CellAt {
  run: Run;
  column: GridColumn;
  at: { x: number; y: number };
}

/** The value as a filter takes it: durations are told in seconds. */
function valueIn(run: Run, column: Column): CellValue {
  if (column.kind === "attribute" && column.key === "duration") return (durationMs(run) ?? 0) / 1_000;
  return cellOf(run, column) ?? null;
}

/** The filter for the runs that have what the cell shows. */
export const filterOfCell = (run: Run, column: Column): string => filterFor(filterFieldOf(column), valueIn(run, column));

export interface CellMenuProps {
  cell: CellAt | null;
  onClose: () => void;
  onFilter: (condition: string) => void;
  onSort: (field: string, order: "asc" | "desc") => void;
  onOpen: (run: Run) => void;
}

/** What can be done with a value: filter by it, sort by it, copy it. */
export function CellMenu({ cell, onClose, onFilter, onSort, onOpen }: CellMenuProps) {
  if (!cell) return null;
  const { run, column, at } = cell;
  const value = valueIn(run, column.column);
  const field = filterFieldOf(column.column);
  const label = columnLabel(column.column);
  const text = cellText(column.column, cellOf(run, column.column));
  const short = text.length > 32 ? `${text.slice(0, 32)}…` : text;
  const compare = (operator: "!=" | "<=" | ">=") =>
    onFilter(
      chipText({
        field,
        operator,
        values: [typeof value === "number" ? { kind: "number", value } : { kind: "string", value: String(value) }],
      }),
    );
  const isTime = column.column.kind === "attribute" && column.column.key.endsWith("_at");
  const isOrdered = typeof value === "number" || isTime;
  return (
    <DropdownMenu open onOpenChange={(open) => (open ? undefined : onClose())}>
      <DropdownMenuTrigger asChild>
        <span aria-hidden className="fixed size-0" style={{ left: at.x, top: at.y }} />
      </DropdownMenuTrigger>
      <DropdownMenuContent align="start" sideOffset={2} aria-label={`${label} of ${run.name}`}>
        <DropdownMenuLabel className="max-w-72 truncate">
          {label}: {short}
        </DropdownMenuLabel>
        {isTime ? null : (
          <DropdownMenuItem onSelect={() => onFilter(filterOfCell(run, column.column))}>Only runs with {short}</DropdownMenuItem>
        )}
        {isTime || value === null || typeof value === "boolean" ? null : (
          <DropdownMenuItem onSelect={() => compare("!=")}>Leave these out</DropdownMenuItem>
        )}
        {isOrdered ? (
          <>
            <DropdownMenuItem onSelect={() => compare("<=")}>{isTime ? "This and before" : `At most ${short}`}</DropdownMenuItem>
            <DropdownMenuItem onSelect={() => compare(">=")}>{isTime ? "This and after" : `At least ${short}`}</DropdownMenuItem>
          </>
        ) : null}
        <DropdownMenuSeparator />
        <DropdownMenuItem onSelect={() => onSort(column.id, "asc")}>Sort ascending</DropdownMenuItem>
        <DropdownMenuItem onSelect={() => onSort(column.id, "desc")}>Sort descending</DropdownMenuItem>
        <DropdownMenuSeparator />
        <DropdownMenuItem
          onSelect={() =>
            void navigator.clipboard.writeText(String(cellOf(run, column.column))).then(
              () => toast.success("Copied"),
              () => toast.error("The browser did not allow copying."),
            )
          }
        >
          Copy value
        </DropdownMenuItem>
        <DropdownMenuItem onSelect={() => onOpen(run)}>Open run</DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
