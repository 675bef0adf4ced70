"use client";
import type { ParamValue, Run } from "@cairn/sdk/schema";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useRef, useState } from "react";
import { RelativeTime } from "@/components/ui/relative-time";
import { SortableHead } from "@/components/ui/sortable-head";
import { StatusBadge } from "@/components/ui/status-badge";
import { Table, TableBody, TableCell, TableHeader, TableRow } from "@/components/ui/table";
import { type Sorting, sortedBy } from "@/lib/sorting";
import { useRowKeys } from "@/lib/use-row-keys";
import { formatNumber, toNumber } from "../charts/format";
import { formatByName } from "../charts/units";
import { durationMs } from "../runs-table/model/cell";
import { useWorkspace } from "../workspaces/workspace-scope";
import { CodeMark } from "./code-mark";
import { metricColumns, paramColumns } from "./columns";
import { Duration } from "./duration";

type SortKey = "name" | "experiment" | "started" | "duration" | "by" | `params.${string}` | `metrics.${string}`;

function valueIn(run: Run, key: SortKey): string | number | null {
  switch (key) {
    case "name":
      return run.name;
    case "experiment":
      return run.experiment.name;
    case "started":
      return Date.parse(run.started_at ?? run.created_at);
    case "duration":
      return durationMs(run);
    case "by":
      return run.created_by.name;
  }
  const name = key.slice(key.indexOf(".") + 1);
  if (key.startsWith("metrics.")) return run.metrics[name] ? toNumber(run.metrics[name].last) : null;
  const param = run.params[name];
  return typeof param === "boolean" ? String(param) : (param ?? null);
}

/** Runs with the params that tell them apart and their metrics' last values; each column sorts. j and k move, Enter opens. */
export function RunsTable({ runs }: { runs: readonly Run[] }) {
  const { org, workspace } = useWorkspace();
  const router = useRouter();
  const body = useRef<HTMLTableSectionElement>(null);
  const metrics = metricColumns(runs);
  const params = paramColumns(runs);

  const [sorting, setSorting] = useState<Sorting<SortKey> | null>(null);
  const sorted = sorting ? sortedBy(runs, (run) => valueIn(run, sorting.key), sorting.isDescending) : runs;
  const sort = { sorting, onSort: setSorting };
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
          <SortableHead {...sort} column="name" className="sticky left-0 z-20 bg-muted">
            Run
          </SortableHead>
          <SortableHead {...sort} column="experiment">
            Experiment
          </SortableHead>
          <SortableHead {...sort} column="started" startsDescending>
            Started
          </SortableHead>
          <SortableHead {...sort} column="duration" startsDescending numeric>
            Duration
          </SortableHead>
          {params.map((name) => (
            <SortableHead key={name} {...sort} column={`params.${name}`} numeric className="font-mono" title={`Param ${name}`}>
              {name}
            </SortableHead>
          ))}
          {metrics.map((name) => (
            <SortableHead
              key={name}
              {...sort}
              column={`metrics.${name}`}
              numeric
              className="font-mono"
              title={`Metric ${name}, last value`}
            >
              {name}
            </SortableHead>
          ))}
          <SortableHead {...sort} column="by">
            By
          </SortableHead>
        </tr>
      </TableHeader>
      <TableBody ref={body}>
        {sorted.map((run) => {
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
                  {run.metrics[name] ? (
                    formatByName(name, toNumber(run.metrics[name].last))
                  ) : (
                    <span className="text-muted-foreground">–</span>
                  )}
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
