"use client";
import Link from "next/link";
import { StatusBadge } from "@/components/ui/status-badge";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import { readTagged } from "../task/tagged";
import { RESULT_ORDER } from "../types/type-counts";
import { shortId } from "../words";
import { type Axis, variablesOf } from "./points";
import type { SweepTask } from "./use-sweep-tasks";

/** Tasks listed at most; the code makes all of them. */
const LISTED = 200;

/** The tasks of a sweep: how many there are of which result, and each with its values. */
export function SweepTasks({
  axes,
  tasks,
  hrefOf,
}: {
  axes: readonly Axis[];
  tasks: readonly SweepTask[];
  hrefOf: (id: string) => string;
}) {
  const names = variablesOf(axes.map(({ path }) => path));
  const counts = [...RESULT_ORDER, null].flatMap((result) => {
    const count = tasks.filter((task) => task.result === result).length;
    return count > 0 ? [`${count.toLocaleString("en")} ${result ?? "not registered"}`] : [];
  });
  const missing = tasks.filter(({ result }) => result !== "success").length;
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <p role="status" className="text-sm">
        <span className="font-medium">
          {tasks.length.toLocaleString("en")} {tasks.length === 1 ? "task" : "tasks"}
        </span>
        : {counts.join(", ")}. {missing === 0 ? "Nothing is left to compute." : `A build computes ${missing.toLocaleString("en")}.`}
      </p>
      <div className="max-h-72 overflow-auto">
        <Table label="Tasks of the sweep">
          <TableHeader>
            <tr>
              {names.map((name, i) => (
                <TableHead key={name}>
                  <code title={axes[i]?.path.join(".")}>{name}</code>
                </TableHead>
              ))}
              <TableHead>Result</TableHead>
              <TableHead>Id</TableHead>
            </tr>
          </TableHeader>
          <TableBody>
            {tasks.slice(0, LISTED).map(({ id, point, result }) => (
              <TableRow key={id}>
                {point.map((value, i) => {
                  const text = readTagged(value)?.text ?? (typeof value === "string" ? value : JSON.stringify(value));
                  return (
                    <TableCell key={names[i]} className="max-w-48 truncate font-mono text-xs" title={text}>
                      {text}
                    </TableCell>
                  );
                })}
                <TableCell>
                  {result ? <StatusBadge status={result} /> : <span className="text-muted-foreground">not registered</span>}
                </TableCell>
                <TableCell>
                  {result ? (
                    <Link href={hrefOf(id)} className="font-mono text-xs hover:underline" title={id}>
                      {shortId(id)}
                    </Link>
                  ) : (
                    <code className="text-muted-foreground text-xs" title={id}>
                      {shortId(id)}
                    </code>
                  )}
                </TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </div>
      {tasks.length > LISTED ? (
        <p className="text-muted-foreground text-sm">The first {LISTED} are listed; the code makes all of them.</p>
      ) : null}
    </div>
  );
}
