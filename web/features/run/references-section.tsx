"use client";
import type { RunReference } from "@cairn/sdk/schema";
import Link from "next/link";
import { Badge } from "@/components/ui/badge";
import { Section } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import type { Place } from "../runs/queries";

/** What a run read, or what it made. */
export function ReferencesSection({ title, items, place }: { title: string; items: readonly RunReference[]; place: Place }) {
  if (items.length === 0) return null;
  return (
    <Section title={title}>
      <Table label={title}>
        <TableHeader>
          <TableRow>
            <TableHead>Name</TableHead>
            <TableHead>Kind</TableHead>
            <TableHead>Where</TableHead>
            <TableHead>Digest</TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {items.map((item, i) => (
            <TableRow key={i}>
              <TableCell className="max-w-64 truncate" title={item.name}>
                {item.name} {item.context ? <Badge className="ml-1">{item.context}</Badge> : null}
              </TableCell>
              <TableCell>{item.kind}</TableCell>
              <TableCell className="max-w-72 truncate font-mono text-xs" title={item.uri}>
                {item.kind === "run" && item.uri?.startsWith("run_") ? (
                  <Link className="hover:underline" href={`/${place.organization}/${place.workspace}/runs/${item.uri}`}>
                    {item.uri}
                  </Link>
                ) : (
                  (item.uri ?? "–")
                )}
              </TableCell>
              <TableCell className="whitespace-nowrap font-mono text-xs">
                {item.digest ? (
                  <span className="inline-flex items-center gap-1">
                    {item.digest.slice(0, 16)}
                    <CopyButton value={item.digest} label="digest" className="size-6" />
                  </span>
                ) : (
                  "–"
                )}
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Section>
  );
}
