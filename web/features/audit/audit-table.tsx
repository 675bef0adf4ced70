"use client";
import type { AuditEntry } from "@cairn/sdk/schema";
import { useRef } from "react";
import { Avatar } from "@/components/ui/avatar";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import { useRowKeys } from "@/lib/use-row-keys";
import { OutcomeBadge } from "./outcome-badge";
import { actionWords, targetWords } from "./words";

export interface AuditTableProps {
  entries: readonly AuditEntry[];
  onOpen: (entry: AuditEntry) => void;
}

/** Entries of the trail; a press opens the whole entry. */
export function AuditTable({ entries, onOpen }: AuditTableProps) {
  const table = useRef<HTMLDivElement>(null);
  useRowKeys(table);
  return (
    <div ref={table}>
      <Table label="Audit trail">
        <TableHeader>
          <TableRow>
            <TableHead className="max-sm:hidden">Who</TableHead>
            <TableHead>What</TableHead>
            <TableHead>When</TableHead>
            <TableHead className="max-md:hidden">From</TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {entries.map((entry) => (
            <TableRow key={entry.id} className="relative hover:bg-accent/60">
              <TableCell className="max-sm:hidden">
                <span className="flex max-w-40 items-center gap-2">
                  <Avatar name={entry.actor.name} shape={entry.actor.type === "user" ? "round" : "square"} className="size-5" />
                  <span className="truncate">{entry.actor.name}</span>
                </span>
              </TableCell>
              <TableCell grow>
                <button
                  type="button"
                  data-row
                  onClick={() => onOpen(entry)}
                  className="block w-full truncate text-left after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-ring focus-visible:after:-outline-offset-2"
                >
                  {actionWords(entry.action)} <span className="text-muted-foreground">{targetWords(entry)}</span>{" "}
                  <OutcomeBadge outcome={entry.outcome} />
                </button>
                <span className="block truncate text-muted-foreground text-xs sm:hidden">{entry.actor.name}</span>
              </TableCell>
              <TableCell className="whitespace-nowrap text-muted-foreground">
                <RelativeTime value={entry.at} />
              </TableCell>
              <TableCell className="whitespace-nowrap text-muted-foreground max-md:hidden">
                <code className="text-xs">{entry.ip ?? "–"}</code>
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </div>
  );
}
