"use client";
import type { Experiment } from "@cairn/sdk/schema";
import { Activity, Archive, ArchiveRestore, Pencil } from "lucide-react";
import Link from "next/link";
import { useMemo, useRef, useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { RelativeTime } from "@/components/ui/relative-time";
import { SortableHead } from "@/components/ui/sortable-head";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import { type Sorting, sortedBy } from "@/lib/sorting";
import { useRowKeys } from "@/lib/use-row-keys";

export interface ExperimentTableProps {
  experiments: readonly Experiment[];
  hrefOf: (experiment: Experiment) => string;
  /** The page of an experiment itself, with its activity. */
  pageOf: (experiment: Experiment) => string;
  /** Null for people who may not. */
  onEdit: ((experiment: Experiment) => void) | null;
  onArchive: ((experiment: Experiment) => void) | null;
}

const VALUES = {
  name: ({ name }) => name,
  tags: ({ tags }) =>
    Object.entries(tags)
      .map(([key, value]) => `${key}: ${value}`)
      .join(" ") || null,
  runs: ({ run_count }) => run_count,
  last: ({ last_run_at }) => (last_run_at ? Date.parse(last_run_at) : null),
  created: ({ created_at }) => Date.parse(created_at),
} as const satisfies Record<string, (experiment: Experiment) => string | number | null>;

/** Experiments with how many runs they have and when the last one was; each column sorts. j and k move, Enter opens. */
export function ExperimentTable({ experiments, hrefOf, pageOf, onEdit, onArchive }: ExperimentTableProps) {
  const body = useRef<HTMLTableSectionElement>(null);
  const [sorting, setSorting] = useState<Sorting<keyof typeof VALUES> | null>(null);
  const sorted = useMemo(
    () => (sorting ? sortedBy(experiments, VALUES[sorting.key], sorting.isDescending) : experiments),
    [experiments, sorting],
  );
  const sort = { sorting, onSort: setSorting };
  useRowKeys(body);

  return (
    <Table label="Experiments">
      <TableHeader>
        <TableRow>
          <SortableHead {...sort} column="name">
            Name
          </SortableHead>
          <SortableHead {...sort} column="tags" className="max-md:hidden">
            Tags
          </SortableHead>
          <SortableHead {...sort} column="runs" startsDescending numeric>
            Runs
          </SortableHead>
          <SortableHead {...sort} column="last" startsDescending>
            Last run
          </SortableHead>
          <SortableHead {...sort} column="created" startsDescending className="max-lg:hidden">
            Created
          </SortableHead>
          <TableHead>
            <span className="sr-only">Actions</span>
          </TableHead>
        </TableRow>
      </TableHeader>
      <TableBody ref={body}>
        {sorted.map((experiment) => (
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
              <Button asChild variant="ghost" size="icon-sm" title="Activity">
                <Link href={pageOf(experiment)} prefetch={false} aria-label={`Activity of ${experiment.name}`}>
                  <Activity aria-hidden />
                </Link>
              </Button>
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
