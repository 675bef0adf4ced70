"use client";
import type { RunDetail } from "@cairn/sdk/schema";
import { useInfiniteQuery } from "@tanstack/react-query";
import { GitFork } from "lucide-react";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { RelativeTime } from "@/components/ui/relative-time";
import { TableSkeleton } from "@/components/ui/skeleton";
import { StatusBadge } from "@/components/ui/status-badge";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import { api } from "@/lib/api/browser";
import { formatMetric } from "../charts/format";
import { Duration } from "../runs/duration";
import { type Place, runsKey } from "../runs/queries";

/** Metrics shown as columns: those that most children have. */
const METRICS = 4;

/** Runs that were started below this one. */
export function ChildrenTab({ run, place }: { run: RunDetail; place: Place }) {
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
  return (
    <div className="flex flex-col gap-3">
      <Table label="Children">
        <TableHeader>
          <TableRow>
            <TableHead>Name</TableHead>
            <TableHead>Started</TableHead>
            <TableHead numeric>Duration</TableHead>
            {columns.map(([name]) => (
              <TableHead key={name} numeric>
                {name}
              </TableHead>
            ))}
          </TableRow>
        </TableHeader>
        <TableBody>
          {items.map((child) => (
            <TableRow key={child.id}>
              <TableCell grow>
                <span className="flex min-w-0 items-center gap-2">
                  <StatusBadge status={child.status} compact />
                  <Link
                    href={`/${place.organization}/${place.workspace}/runs/${child.id}`}
                    className="truncate font-medium hover:underline"
                    title={child.name}
                  >
                    {child.name}
                  </Link>
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
                  {child.metrics[name] ? formatMetric(child.metrics[name].last) : "–"}
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
