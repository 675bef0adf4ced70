"use client";
import type { Run, RunDetail } from "@cairn/sdk/schema";
import { useInfiniteQuery } from "@tanstack/react-query";
import { GitFork, Table2 } from "lucide-react";
import Link from "next/link";
import { useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { RelativeTime } from "@/components/ui/relative-time";
import { TableSkeleton } from "@/components/ui/skeleton";
import { SortableHead } from "@/components/ui/sortable-head";
import { StatusBadge } from "@/components/ui/status-badge";
import { Table, TableBody, TableCell, TableHeader, TableRow } from "@/components/ui/table";
import { api } from "@/lib/api/browser";
import { type Sorting, sortedBy } from "@/lib/sorting";
import { useRowKeys } from "@/lib/use-row-keys";
import { toNumber } from "../charts/format";
import { formatByName } from "../charts/units";
import { CodeMark } from "../runs/code-mark";
import { Duration } from "../runs/duration";
import { type Place, runsKey } from "../runs/queries";
import { durationMs } from "../runs-table/model/cell";

/** Metrics shown as columns: those that most children have. */
const METRICS = 4;

type SortKey = "name" | "started" | "duration" | `metrics.${string}`;

function valueIn(run: Run, key: SortKey): string | number | null {
  if (key === "name") return run.name;
  if (key === "started") return Date.parse(run.started_at ?? run.created_at);
  if (key === "duration") return durationMs(run);
  const metric = run.metrics[key.slice("metrics.".length)];
  return metric ? toNumber(metric.last) : null;
}

/** Runs that were started below this one; each column sorts. j and k move, Enter opens. */
export function ChildrenTab({ run, place }: { run: RunDetail; place: Place }) {
  const body = useRef<HTMLTableSectionElement>(null);
  const [sorting, setSorting] = useState<Sorting<SortKey> | null>(null);
  useRowKeys(body);
  const children = useInfiniteQuery({
    queryKey: [...runsKey(place), "list", { parent: run.id }],
    initialPageParam: "",
    queryFn: ({ pageParam }) => api.runs.list({ parent: run.id, limit: 100 }, place).page(pageParam || undefined),
    getNextPageParam: (page) => page.next_cursor,
  });
  if (!children.data)
    return children.isError ? (
      <ErrorState error={children.error} what="load the children" onRetry={() => children.refetch()} retrying={children.isFetching} />
    ) : (
      <TableSkeleton />
    );
  const items = children.data.pages.flatMap((page) => page.items);
  if (items.length === 0)
    return (
      <EmptyState icon={GitFork} title="No children">
        Runs that name this one as their parent are listed here.
      </EmptyState>
    );
  const counts = new Map<string, number>();
  for (const { metrics } of items)
    for (const name of Object.keys(metrics)) if (!name.startsWith("system/")) counts.set(name, (counts.get(name) ?? 0) + 1);
  const columns = [...counts].sort(([, a], [, b]) => b - a).slice(0, METRICS);
  const sort = { sorting, onSort: setSorting };
  const sorted = sorting ? sortedBy(items, (child) => valueIn(child, sorting.key), sorting.isDescending) : items;
  const runs = `/${place.organization}/${place.workspace}/runs`;
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center justify-end gap-3">
        {sorting && children.hasNextPage ? (
          <p role="status" className="text-muted-foreground text-xs">
            Sorted among the {items.length.toLocaleString("en")} that are loaded; the table sorts all.
          </p>
        ) : null}
        <Button asChild size="sm">
          <Link href={`${runs}?q=${encodeURIComponent(`parent_id = "${run.id}"`)}`}>
            <Table2 aria-hidden />
            Open as table
          </Link>
        </Button>
      </div>
      <Table label="Children">
        <TableHeader>
          <TableRow>
            <SortableHead {...sort} column="name">
              Name
            </SortableHead>
            <SortableHead {...sort} column="started" startsDescending>
              Started
            </SortableHead>
            <SortableHead {...sort} column="duration" startsDescending numeric>
              Duration
            </SortableHead>
            {columns.map(([name]) => (
              <SortableHead key={name} {...sort} column={`metrics.${name}`} numeric>
                {name}
              </SortableHead>
            ))}
          </TableRow>
        </TableHeader>
        <TableBody ref={body}>
          {sorted.map((child) => (
            <TableRow key={child.id}>
              <TableCell grow>
                <span className="flex min-w-0 items-center gap-2">
                  <StatusBadge status={child.status} compact />
                  <Link href={`${runs}/${child.id}`} data-row className="truncate font-medium hover:underline" title={child.name}>
                    {child.name}
                  </Link>
                  <CodeMark run={child} />
                  <span className="text-muted-foreground text-xs tabular">#{child.number}</span>
                </span>
              </TableCell>
              <TableCell className="whitespace-nowrap text-muted-foreground">
                <RelativeTime value={child.started_at ?? child.created_at} />
              </TableCell>
              <TableCell numeric>
                <Duration run={child} />
              </TableCell>
              {columns.map(([name]) => (
                <TableCell key={name} numeric>
                  {child.metrics[name] ? formatByName(name, toNumber(child.metrics[name].last)) : "–"}
                </TableCell>
              ))}
            </TableRow>
          ))}
        </TableBody>
      </Table>
      {children.hasNextPage ? (
        <Button className="self-center" onClick={() => children.fetchNextPage()} pending={children.isFetchingNextPage}>
          Load more
        </Button>
      ) : null}
    </div>
  );
}
