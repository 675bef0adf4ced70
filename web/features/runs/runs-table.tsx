"use client";
import type { ParamValue, Run } from "@cairn/sdk/schema";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useRef } from "react";
import { RelativeTime } from "@/components/ui/relative-time";
import { StatusBadge } from "@/components/ui/status-badge";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import { useRowKeys } from "@/lib/use-row-keys";
import { formatMetric, formatNumber } from "../charts/format";
import { useWorkspace } from "../workspaces/workspace-scope";
import { CodeMark } from "./code-mark";
import { metricColumns, paramColumns } from "./columns";
import { Duration } from "./duration";

/** Runs with the params that tell them apart and their metrics' last values. j and k move, Enter opens. */
export function RunsTable({ runs }: { runs: readonly Run[] }) {
  const { org, workspace } = useWorkspace();
  const router = useRouter();
  const body = useRef<HTMLTableSectionElement>(null);
  const metrics = metricColumns(runs);
  const params = paramColumns(runs);

  useRowKeys(body);

  return (
    <Table label="Runs">
      <TableHeader>
        {params.length + metrics.length > 0 ? (
          <tr>
            <td colSpan={4} />
            {params.length > 0 ? <Group label="Params" columns={params.length} /> : null}
            {metrics.length > 0 ? <Group label="Metrics, last value" columns={metrics.length} /> : null}
            <td />
          </tr>
        ) : null}
        <tr>
          <TableHead className="sticky left-0 z-20 bg-muted">Run</TableHead>
          <TableHead>Experiment</TableHead>
          <TableHead>Started</TableHead>
          <TableHead numeric>Duration</TableHead>
          {params.map((name) => (
            <TableHead key={name} numeric className="font-mono" title={`Param ${name}`}>
              {name}
            </TableHead>
          ))}
          {metrics.map((name) => (
            <TableHead key={name} numeric className="font-mono" title={`Metric ${name}, last value`}>
              {name}
            </TableHead>
          ))}
          <TableHead>By</TableHead>
        </tr>
      </TableHeader>
      <TableBody ref={body}>
        {runs.map((run) => {
          const href = `/${org}/${workspace.slug}/runs/${run.id}`;
          return (
            <TableRow key={run.id} className="cursor-pointer hover:bg-accent" onClick={() => router.push(href)}>
              <th scope="row" className="sticky left-0 bg-card px-3 py-1.5 text-left font-normal">
                <span className="flex min-w-40 max-w-72 items-center gap-2">
                  <StatusBadge status={run.status} compact />
                  <Link
                    href={href}
                    data-row
                    title={run.name}
                    className="truncate font-medium hover:underline"
                    onClick={(event) => event.stopPropagation()}
                  >
                    {run.name}
                  </Link>
                  <CodeMark run={run} />
                  <span className="text-muted-foreground text-xs tabular">#{run.number}</span>
                </span>
              </th>
              <TableCell className="max-w-48 truncate" title={run.experiment.name}>
                {run.experiment.name}
              </TableCell>
              <TableCell className="whitespace-nowrap text-muted-foreground">
                <RelativeTime value={run.started_at ?? run.created_at} />
              </TableCell>
              <TableCell numeric className="whitespace-nowrap">
                <Duration run={run} />
              </TableCell>
              {params.map((name) => (
                <TableCell key={name} numeric className="max-w-40 truncate">
                  {formatParam(run.params[name])}
                </TableCell>
              ))}
              {metrics.map((name) => (
                <TableCell key={name} numeric>
                  {run.metrics[name] ? formatMetric(run.metrics[name].last) : <span className="text-muted-foreground">–</span>}
                </TableCell>
              ))}
              <TableCell className="max-w-40 truncate text-muted-foreground" title={run.created_by.name}>
                {run.created_by.name}
              </TableCell>
            </TableRow>
          );
        })}
      </TableBody>
    </Table>
  );
}

/** A name over columns that belong together: a param and a metric may have one name. */
function Group({ label, columns }: { label: string; columns: number }) {
  return (
    <th scope="colgroup" colSpan={columns} className="whitespace-nowrap border-b border-l px-3 pt-1.5 text-left font-normal text-xs">
      {label}
    </th>
  );
}

/** A param as a table shows it. */
export function formatParam(value: ParamValue | undefined): string {
  if (value === undefined) return "–";
  return typeof value === "number" ? formatNumber(value) : String(value);
}
