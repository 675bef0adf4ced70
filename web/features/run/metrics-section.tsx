"use client";
import type { RunDetail } from "@cairn/sdk/schema";
import { useState } from "react";
import { Section } from "@/components/ui/card";
import { Input } from "@/components/ui/input";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import { isSystem } from "../charts/chart-panels";
import { toNumber } from "../charts/format";
import { formatByName } from "../charts/units";

const SEARCH_FROM = 12;
const collator = new Intl.Collator("en", { numeric: true });

/** What is known of each metric without its points. */
export function MetricsSection({ run }: { run: RunDetail }) {
  const [search, setSearch] = useState("");
  const all = Object.entries(run.metrics).filter(([name]) => !isSystem(name));
  const text = search.trim().toLocaleLowerCase();
  const shown = all.filter(([name]) => name.toLocaleLowerCase().includes(text)).sort(([a], [b]) => collator.compare(a, b));
  return (
    <Section
      title={
        <>Metrics {all.length > 0 ? <span className="pl-1 font-normal text-muted-foreground text-xs tabular">{all.length}</span> : null}</>
      }
      actions={
        all.length >= SEARCH_FROM ? (
          <Input
            aria-label="Search metrics"
            placeholder="Search"
            className="h-7 w-40"
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
        ) : null
      }
    >
      {all.length === 0 ? (
        <p className="text-muted-foreground text-sm">No metric was logged yet.</p>
      ) : (
        <Table label="Metrics">
          <TableHeader>
            <TableRow>
              <TableHead>Name</TableHead>
              <TableHead numeric>Last</TableHead>
              <TableHead numeric>Step</TableHead>
              <TableHead numeric>Min</TableHead>
              <TableHead numeric>Max</TableHead>
              <TableHead numeric>Points</TableHead>
            </TableRow>
          </TableHeader>
          <TableBody>
            {shown.map(([name, metric]) => (
              <TableRow key={name}>
                <TableCell grow>
                  <span className="block truncate font-mono text-xs" title={name}>
                    {name}
                  </span>
                </TableCell>
                <TableCell numeric>{formatByName(name, toNumber(metric.last))}</TableCell>
                <TableCell numeric>{metric.last_step}</TableCell>
                <TableCell numeric>{formatByName(name, toNumber(metric.min))}</TableCell>
                <TableCell numeric>{formatByName(name, toNumber(metric.max))}</TableCell>
                <TableCell numeric>
                  {metric.count.toLocaleString("en")}
                  {metric.nan_count ? <span className="text-warning"> ({metric.nan_count} NaN)</span> : null}
                </TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      )}
    </Section>
  );
}
