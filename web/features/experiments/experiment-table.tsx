"use client";
import type { Experiment } from "@cairn/sdk/schema";
import { Archive, ArchiveRestore, Pencil } from "lucide-react";
import Link from "next/link";
import { type KeyboardEvent, useRef } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";

export interface ExperimentTableProps {
  experiments: readonly Experiment[];
  hrefOf: (experiment: Experiment) => string;
  /** Null for people who may not. */
  onEdit: ((experiment: Experiment) => void) | null;
  onArchive: ((experiment: Experiment) => void) | null;
}

/** Experiments with how many runs they have and when the last one was. j and k move, Enter opens. */
export function ExperimentTable({ experiments, hrefOf, onEdit, onArchive }: ExperimentTableProps) {
  const body = useRef<HTMLTableSectionElement>(null);

  function onKeyDown(event: KeyboardEvent) {
    const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
    if (!step || event.metaKey || event.ctrlKey || event.altKey) return;
    const links = [...(body.current?.querySelectorAll<HTMLAnchorElement>("a[data-row]") ?? [])];
    const at = links.indexOf(document.activeElement as HTMLAnchorElement);
    const next = links[at === -1 ? 0 : at + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }

  return (
    <Table label="Experiments" onKeyDown={onKeyDown}>
      <TableHeader>
        <TableRow>
          <TableHead>Name</TableHead>
          <TableHead className="max-md:hidden">Tags</TableHead>
          <TableHead numeric>Runs</TableHead>
          <TableHead>Last run</TableHead>
          <TableHead className="max-lg:hidden">Created</TableHead>
          <TableHead>
            <span className="sr-only">Actions</span>
          </TableHead>
        </TableRow>
      </TableHeader>
      <TableBody ref={body}>
        {experiments.map((experiment) => (
          <TableRow key={experiment.id} className="hover:bg-accent">
            <TableCell grow>
              <Link
                href={hrefOf(experiment)}
                prefetch={false}
                data-row
                dir="auto"
                title={experiment.name}
                className="block truncate rounded-sm font-medium hover:underline"
              >
                {experiment.name}
              </Link>
              {experiment.description ? (
                <span className="block truncate text-muted-foreground text-xs" title={experiment.description}>
                  {experiment.description.split("\n")[0]}
                </span>
              ) : null}
            </TableCell>
            <TableCell className="max-md:hidden">
              <span className="flex max-w-72 flex-wrap gap-1">
                {Object.entries(experiment.tags).map(([key, value]) => (
                  <Badge key={key} className="max-w-48" title={`${key} = ${value}`}>
                    <span className="truncate">{value ? `${key}: ${value}` : key}</span>
                  </Badge>
                ))}
              </span>
            </TableCell>
            <TableCell numeric>{experiment.run_count.toLocaleString("en")}</TableCell>
            <TableCell className="whitespace-nowrap text-muted-foreground">
              {experiment.last_run_at ? <RelativeTime value={experiment.last_run_at} /> : "–"}
            </TableCell>
            <TableCell className="whitespace-nowrap text-muted-foreground max-lg:hidden">
              <RelativeTime value={experiment.created_at} />
            </TableCell>
            <TableCell className="whitespace-nowrap py-0 text-right">
              {onEdit ? (
                <Button
                  variant="ghost"
                  size="icon-sm"
                  aria-label={`Edit ${experiment.name}`}
                  title="Edit"
                  onClick={() => onEdit(experiment)}
                >
                  <Pencil aria-hidden />
                </Button>
              ) : null}
              {onArchive ? (
                <Button
                  variant="ghost"
                  size="icon-sm"
                  aria-label={experiment.archived_at ? `Unarchive ${experiment.name}` : `Archive ${experiment.name}`}
                  title={experiment.archived_at ? "Take out of the archive" : "Archive"}
                  onClick={() => onArchive(experiment)}
                >
                  {experiment.archived_at ? <ArchiveRestore aria-hidden /> : <Archive aria-hidden />}
                </Button>
              ) : null}
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
