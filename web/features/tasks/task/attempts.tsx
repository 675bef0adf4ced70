"use client";
import type { TaskAttempt } from "@cairn/sdk/schema";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Section } from "@/components/ui/card";
import { CodeBlock } from "@/components/ui/code-block";
import { RelativeTime } from "@/components/ui/relative-time";
import { StatusBadge } from "@/components/ui/status-badge";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import { formatBytes } from "../../charts/bytes";
import { Elapsed } from "../elapsed";

export interface AttemptsProps {
  attempts: readonly TaskAttempt[];
  /** How many there were in all. */
  total: number;
  onLogs: (attempt: number) => void;
}

/** Each try at computing a task: how it ended, where, and what it took. */
export function Attempts({ attempts, total, onLogs }: AttemptsProps) {
  const [open, setOpen] = useState<number | null>(null);
  return (
    <Section title="Attempts">
      {attempts.length === 0 ? (
        <p className="text-muted-foreground text-sm">Nobody tried to compute it yet.</p>
      ) : (
        <Table label="Attempts">
          <TableHeader>
            <tr>
              <TableHead numeric>Attempt</TableHead>
              <TableHead>Status</TableHead>
              <TableHead>Host</TableHead>
              <TableHead>Started</TableHead>
              <TableHead numeric>Duration</TableHead>
              <TableHead numeric>Peak memory</TableHead>
              <TableHead>Error</TableHead>
              <TableHead>Lines</TableHead>
            </tr>
          </TableHeader>
          <TableBody>
            {attempts.map((attempt) => {
              const { number, status, owner, started_at, finished_at, error, resources, line_count, progress } = attempt;
              return (
                <TableRow key={number}>
                  <TableCell numeric>{number}</TableCell>
                  <TableCell className="whitespace-nowrap">
                    <StatusBadge status={status} />
                    {status === "running" && progress !== null ? (
                      <span className="pl-1.5 text-muted-foreground text-xs tabular">{Math.round(progress * 100)} %</span>
                    ) : null}
                  </TableCell>
                  <TableCell className="max-w-48 truncate" title={owner ? `process ${owner.pid}` : undefined}>
                    {owner ? owner.host : "–"}
                  </TableCell>
                  <TableCell className="whitespace-nowrap text-muted-foreground">
                    {started_at ? <RelativeTime value={started_at} /> : "–"}
                  </TableCell>
                  <TableCell numeric>
                    <Elapsed
                      from={started_at ? Date.parse(started_at) : null}
                      to={finished_at ? Date.parse(finished_at) : null}
                      isRunning={status === "running"}
                    />
                  </TableCell>
                  <TableCell numeric>{resources?.peak_memory_bytes ? formatBytes(resources.peak_memory_bytes) : "–"}</TableCell>
                  <TableCell grow>
                    {error ? (
                      <button
                        type="button"
                        aria-expanded={open === number}
                        className="block w-full truncate rounded-sm text-left font-mono text-destructive text-xs hover:underline"
                        title={error.message}
                        onClick={() => setOpen(open === number ? null : number)}
                      >
                        {error.type}: {error.message}
                      </button>
                    ) : (
                      <span className="text-muted-foreground">–</span>
                    )}
                  </TableCell>
                  <TableCell>
                    {line_count > 0 ? (
                      <Button variant="link" size="inline" onClick={() => onLogs(number)}>
                        {line_count.toLocaleString("en")}
                      </Button>
                    ) : (
                      <span className="text-muted-foreground">–</span>
                    )}
                  </TableCell>
                </TableRow>
              );
            })}
          </TableBody>
        </Table>
      )}
      {attempts
        .filter(({ number, error }) => number === open && error)
        .map(({ number, error }) => (
          <div key={number} className="flex flex-col gap-2">
            {error?.hint ? <p className="text-sm">{error.hint}</p> : null}
            <CodeBlock code={error?.stack ?? `${error?.type}: ${error?.message}`} label={`error of attempt ${number}`} />
          </div>
        ))}
      {total > attempts.length ? (
        <p className="text-muted-foreground text-xs">
          The newest {attempts.length} of {total} are listed.
        </p>
      ) : null}
    </Section>
  );
}
