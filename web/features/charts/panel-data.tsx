"use client";
import { memo, useState } from "react";
import { Button } from "@/components/ui/button";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import { formatNumber } from "./format";
import { xExact, xName } from "./ticks";
import type { Trace, XAxis } from "./traces";

/** Rows shown at once. */
const PAGE = 100;

/** What a panel draws, as a table: the values of each line in the order of x. */
export function PanelData({ metric, traces, axis }: { metric: string; traces: readonly Trace[]; axis: XAxis }) {
  const [chosen, setChosen] = useState(0);
  const [page, setPage] = useState(0);
  const trace = traces[Math.min(chosen, traces.length - 1)];
  if (!trace) return null;
  const pages = Math.max(1, Math.ceil(trace.x.length / PAGE));
  const from = Math.min(page, pages - 1) * PAGE;
  return (
    <div className="flex min-w-0 flex-col gap-2">
      {traces.length > 1 ? (
        <label className="flex items-center gap-2 text-sm">
          Run
          <select
            className="h-7 min-w-0 flex-1 rounded-md border border-input bg-background px-2 text-sm"
            value={chosen}
            onChange={(event) => {
              setChosen(Number(event.target.value));
              setPage(0);
            }}
          >
            {traces.map(({ id, name }, i) => (
              <option key={id} value={i}>
                {name}
              </option>
            ))}
          </select>
        </label>
      ) : null}
      <Table label={`${metric} of ${trace.name}`}>
        <TableHeader>
          <TableRow>
            <TableHead numeric>{xName(axis)}</TableHead>
            <TableHead numeric>Value</TableHead>
            {trace.original === trace.y ? null : <TableHead numeric>As logged</TableHead>}
            {trace.hasBand ? <TableHead numeric>Least</TableHead> : null}
            {trace.hasBand ? <TableHead numeric>Greatest</TableHead> : null}
          </TableRow>
        </TableHeader>
        <TableBody>
          {trace.x.slice(from, from + PAGE).map((x, row) => {
            const i = from + row;
            return (
              <TableRow key={i}>
                <TableCell numeric>{axis.kind === "step" ? x : xExact(axis, x)}</TableCell>
                <TableCell numeric>{formatNumber(trace.y[i] ?? Number.NaN)}</TableCell>
                {trace.original === trace.y ? null : <TableCell numeric>{formatNumber(trace.original[i] ?? Number.NaN)}</TableCell>}
                {trace.hasBand ? <TableCell numeric>{formatNumber(trace.low[i] ?? Number.NaN)}</TableCell> : null}
                {trace.hasBand ? <TableCell numeric>{formatNumber(trace.high[i] ?? Number.NaN)}</TableCell> : null}
              </TableRow>
            );
          })}
        </TableBody>
      </Table>
      {pages > 1 ? (
        <div className="flex items-center justify-end gap-2 text-muted-foreground text-xs">
          <span className="tabular">
            {from + 1}–{Math.min(from + PAGE, trace.x.length)} of {trace.x.length}
          </span>
          <Button size="sm" disabled={from === 0} onClick={() => setPage(page - 1)}>
            Previous
          </Button>
          <Button size="sm" disabled={from + PAGE >= trace.x.length} onClick={() => setPage(page + 1)}>
            Next
          </Button>
        </div>
      ) : null}
    </div>
  );
}

/** Lines that are told to screen readers one by one; of more, only how many there are. */
const TOLD_MAX = 20;

/** A panel in words: for each line how many points, the last value, and from where to where it goes. */
export const PanelSummary = memo(function PanelSummary({ metric, traces }: { metric: string; traces: readonly Trace[] }) {
  if (traces.length === 1 && traces[0]) return <p className="sr-only">{sentence(metric, traces[0])}</p>;
  return (
    <ul className="sr-only" aria-label={`${metric} of ${traces.length} runs`}>
      {traces.slice(0, TOLD_MAX).map((trace) => (
        <li key={trace.id}>{sentence(trace.name, trace)}</li>
      ))}
      {traces.length > TOLD_MAX ? <li>and {traces.length - TOLD_MAX} more</li> : null}
    </ul>
  );
});

function sentence(name: string, trace: Trace): string {
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const [i, low] of trace.low.entries()) {
    if (low < min) min = low;
    if ((trace.high[i] as number) > max) max = trace.high[i] as number;
  }
  const end = trace.end ?? { value: trace.original.at(-1) ?? Number.NaN, step: trace.step.at(-1) };
  const last = `last ${formatNumber(end.value)} at step ${end.step}`;
  return `${name}: ${trace.count} points, ${last}, ${min <= max ? `from ${formatNumber(min)} to ${formatNumber(max)}` : "no number"}.`;
}
