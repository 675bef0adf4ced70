"use client";
import type { Build } from "@cairn/sdk/schema";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useRef } from "react";
import { RelativeTime } from "@/components/ui/relative-time";
import { StatusBadge } from "@/components/ui/status-badge";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import { useRowKeys } from "@/lib/use-row-keys";
import { useWorkspace } from "../../workspaces/workspace-scope";
import { CountBar, doneOf } from "../count-bar";
import { Elapsed } from "../elapsed";
import { BAR_ORDER } from "../words";

/** Builds with how far they are. j and k move, Enter opens. */
export function BuildsTable({ builds }: { builds: readonly Build[] }) {
  const { org, workspace } = useWorkspace();
  const router = useRouter();
  const body = useRef<HTMLTableSectionElement>(null);
  useRowKeys(body);
  return (
    <Table label="Builds">
      <TableHeader>
        <tr>
          <TableHead className="sticky left-0 z-20 bg-muted">Build</TableHead>
          <TableHead>Progress</TableHead>
          <TableHead>Description</TableHead>
          <TableHead>Commit</TableHead>
          <TableHead numeric>Duration</TableHead>
          <TableHead>Started</TableHead>
          <TableHead>By</TableHead>
        </tr>
      </TableHeader>
      <TableBody ref={body}>
        {builds.map((build) => {
          const href = `/${org}/${workspace.slug}/builds/${build.id}`;
          const { done, total } = doneOf(build.counts);
          return (
            <TableRow key={build.id} className="cursor-pointer hover:bg-accent" onClick={() => router.push(href)}>
              <th scope="row" className="sticky left-0 bg-card px-3 py-1.5 text-left font-normal">
                <span className="flex min-w-40 max-w-72 items-center gap-2">
                  <StatusBadge status={build.status} compact />
                  <Link
                    href={href}
                    data-row
                    title={build.name}
                    className="truncate font-medium hover:underline"
                    onClick={(event) => event.stopPropagation()}
                  >
                    {build.name}
                  </Link>
                  <span className="text-muted-foreground text-xs tabular">#{build.number}</span>
                </span>
              </th>
              <TableCell>
                <span className="flex min-w-44 items-center gap-2">
                  <CountBar counts={build.counts} order={BAR_ORDER} className="w-24" />
                  <span className="whitespace-nowrap text-muted-foreground text-xs tabular">
                    {done.toLocaleString("en")} of {total.toLocaleString("en")}
                  </span>
                </span>
              </TableCell>
              <TableCell grow className="text-muted-foreground">
                <span className="block truncate" title={build.error ?? build.description}>
                  {build.error ? <span className="text-destructive">{build.error}</span> : build.description}
                </span>
              </TableCell>
              <TableCell>
                {build.commit ? (
                  <code className="text-xs" title={build.commit}>
                    {build.commit.slice(0, 7)}
                  </code>
                ) : (
                  <span className="text-muted-foreground">–</span>
                )}
              </TableCell>
              <TableCell numeric className="whitespace-nowrap">
                <Elapsed
                  from={Date.parse(build.created_at)}
                  to={
                    build.finished_at
                      ? Date.parse(build.finished_at)
                      : build.status === "interrupted"
                        ? Date.parse(build.heartbeat_at)
                        : null
                  }
                  isRunning={build.status === "running"}
                />
              </TableCell>
              <TableCell className="whitespace-nowrap text-muted-foreground">
                <RelativeTime value={build.created_at} />
              </TableCell>
              <TableCell className="max-w-40 truncate text-muted-foreground" title={build.created_by.name}>
                {build.created_by.name}
              </TableCell>
            </TableRow>
          );
        })}
      </TableBody>
    </Table>
  );
}
