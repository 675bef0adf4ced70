"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useId, useMemo, useState } from "react";
import { Button } from "@/components/ui/button";
import { TableSkeleton } from "@/components/ui/skeleton";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import { cellText, isNumeric } from "./cell";
import { FileChart } from "./file-chart";
import type { TableSource } from "./table-source";
import { ViewerProblem } from "./viewer-problem";

const PAGE = 100;

/** A table of any length, a page at a time, and a chart of its columns. */
export function TableView({ label, open }: { label: string; open: () => Promise<TableSource> | TableSource }) {
  const id = useId();
  const [page, setPage] = useState(0);
  const [showsChart, setShowsChart] = useState(false);
  const source = useQuery({
    queryKey: ["table", id],
    queryFn: async () => open(),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  });
  const rows = useQuery({
    queryKey: ["table", id, page],
    queryFn: async () => {
      const table = source.data as TableSource;
      // One row more tells whether there is a next page.
      const found = await table.rows(page * PAGE, (page + 1) * PAGE + 1);
      return { rows: found.slice(0, PAGE), hasMore: found.length > PAGE, columns: await table.columns(), total: table.total(), page };
    },
    enabled: source.data !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
    placeholderData: keepPreviousData,
  });
  const data = rows.data;
  const numeric = useMemo(() => (data ? data.columns.map((_, i) => isNumeric(data.rows.map((row) => row[i]))) : []), [data]);
  const error = source.error ?? rows.error;
  if (error) return <ViewerProblem error={error} />;
  if (!data) return <TableSkeleton rows={8} columns={4} />;
  if (data.columns.length === 0) return <p className="text-muted-foreground text-sm">The table is empty.</p>;
  const from = data.page * PAGE;
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <div className="flex flex-wrap items-center gap-2 text-muted-foreground text-xs">
        <output className="tabular">
          {data.rows.length === 0 ? "No rows" : `Rows ${from + 1}–${from + data.rows.length}`}
          {data.total === null ? "" : ` of ${data.total.toLocaleString("en")}`} ·{" "}
          {data.columns.length === 1 ? "1 column" : `${data.columns.length} columns`}
        </output>
        <span className="flex-1" />
        <Button size="sm" variant="ghost" aria-expanded={showsChart} onClick={() => setShowsChart(!showsChart)}>
          {showsChart ? "Hide chart" : "Chart"}
        </Button>
        <Button size="sm" disabled={page === 0} onClick={() => setPage(page - 1)}>
          Previous
        </Button>
        <Button size="sm" disabled={!data.hasMore} pending={rows.isFetching} onClick={() => setPage(page + 1)}>
          Next
        </Button>
      </div>
      {showsChart && source.data ? <FileChart source={source.data} columns={data.columns} numeric={numeric} /> : null}
      <Table label={label} className="w-max min-w-full">
        <TableHeader>
          <TableRow>
            <TableHead numeric className="w-12">
              #
            </TableHead>
            {data.columns.map((name, i) => (
              <TableHead key={name} numeric={numeric[i] ?? false}>
                {name}
              </TableHead>
            ))}
          </TableRow>
        </TableHeader>
        <TableBody>
          {data.rows.map((row, i) => (
            <TableRow key={from + i}>
              <TableCell numeric className="text-muted-foreground">
                {from + i + 1}
              </TableCell>
              {data.columns.map((name, column) => {
                const text = cellText(row[column]);
                return (
                  <TableCell key={name} numeric={numeric[column] ?? false} className="max-w-80 truncate font-mono text-xs" title={text}>
                    {text}
                  </TableCell>
                );
              })}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </div>
  );
}
