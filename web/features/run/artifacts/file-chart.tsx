"use client";
import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { Select } from "@/components/ui/select";
import { Skeleton } from "@/components/ui/skeleton";
import { cellNumber, cellText } from "./cell";
import { LazyColumnPlot } from "./lazy-column-plot";
import type { TableSource } from "./table-source";
import { ViewerProblem } from "./viewer-problem";

export const PLOTS = ["line", "scatter", "bar"] as const;
export type PlotKind = (typeof PLOTS)[number];

/** Rows that a chart takes; of longer tables the first ones. */
const ROWS_MAX = 50_000;
const BARS_MAX = 500;

export interface FileChartProps {
  source: TableSource;
  columns: readonly string[];
  numeric: readonly boolean[];
}

/** A chart of two columns of a table: a line, points or bars. */
export function FileChart({ source, columns, numeric }: FileChartProps) {
  const id = useId();
  const numbers = columns.filter((_, i) => numeric[i]);
  const [x, setX] = useState(numbers.length > 1 ? (numbers[0] ?? "") : "");
  const [y, setY] = useState(numbers.length > 1 ? (numbers[1] ?? "") : (numbers[0] ?? ""));
  const [kind, setKind] = useState<PlotKind>("line");
  const rows = useQuery({
    queryKey: ["table", id, "chart"],
    queryFn: () => source.rows(0, ROWS_MAX),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  });
  if (numbers.length === 0) return <p className="text-muted-foreground text-sm">No column holds numbers.</p>;
  const total = source.total();
  const isCut = rows.data !== undefined && (total === null || total > rows.data.length);
  const xAt = columns.indexOf(x);
  const yAt = columns.indexOf(y);
  const xs = (rows.data ?? []).map((row, i) => (xAt < 0 || !numeric[xAt] ? i + 1 : cellNumber(row[xAt])));
  const names = xAt >= 0 && !numeric[xAt] ? (rows.data ?? []).map((row) => cellText(row[xAt])) : null;
  const ys = (rows.data ?? []).map((row) => cellNumber(row[yAt]));
  const shown = kind === "bar" ? BARS_MAX : ROWS_MAX;
  return (
    <figure className="flex min-w-0 flex-col gap-2 rounded-md border bg-card p-3" aria-label={`${y} over ${x || "row"}`}>
      <div className="flex flex-wrap items-center gap-2">
        <Choice
          label="Type"
          value={kind}
          options={PLOTS.map((one) => ({ value: one, label: { line: "Line", scatter: "Scatter", bar: "Bar" }[one] }))}
          onChange={(next) => setKind(next as PlotKind)}
        />
        <Choice
          label="X"
          value={x}
          options={[{ value: "", label: "Row" }, ...columns.map((name) => ({ value: name, label: name }))]}
          onChange={setX}
        />
        <Choice label="Y" value={y} options={numbers.map((name) => ({ value: name, label: name }))} onChange={setY} />
      </div>
      {rows.error ? (
        <ViewerProblem error={rows.error} />
      ) : !rows.data ? (
        <Skeleton className="h-60" />
      ) : (
        <LazyColumnPlot kind={kind} x={xs.slice(0, shown)} y={ys.slice(0, shown)} names={names} height={260} />
      )}
      {isCut || (kind === "bar" && ys.length > BARS_MAX) ? (
        <p className="text-muted-foreground text-xs">The first {Math.min(shown, ys.length).toLocaleString("en")} rows are drawn.</p>
      ) : null}
    </figure>
  );
}

function Choice({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: string;
  options: { value: string; label: string }[];
  onChange: (value: string) => void;
}) {
  return (
    <span className="inline-flex items-center gap-1.5 text-sm">
      {label}
      <Select size="sm" aria-label={label} className="w-36" value={value} options={options} onValueChange={onChange} />
    </span>
  );
}
