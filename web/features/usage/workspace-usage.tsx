import type { OrganizationUsage } from "@cairn/sdk/schema";
import Link from "next/link";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import { formatBytes } from "../charts/bytes";

export interface WorkspaceUsageProps extends Pick<OrganizationUsage, "workspaces"> {
  /** Slug or id of the organization. */
  org: string;
}

const count = (value: number): string => value.toLocaleString("en");

/** What each workspace used; those that hold most come first. */
export function WorkspaceUsageTable({ workspaces, org }: WorkspaceUsageProps) {
  const rows = workspaces
    .map((one) => ({ ...one, held: one.bytes.database + one.bytes.points + one.bytes.logs + one.bytes.files }))
    .sort((a, b) => b.held - a.held);
  return (
    <Table label="Usage by workspace">
      <TableHeader>
        <TableRow>
          <TableHead>Workspace</TableHead>
          <TableHead numeric>Runs</TableHead>
          <TableHead numeric>Points</TableHead>
          <TableHead numeric className="max-sm:hidden">
            Requests
          </TableHead>
          <TableHead numeric className="max-sm:hidden">
            Files
          </TableHead>
          <TableHead numeric>Storage</TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {rows.map(({ id, name, slug, is_deleted, totals, bytes, held }) => (
          <TableRow key={id}>
            <TableCell grow className="max-sm:min-w-24">
              {is_deleted ? (
                <span className="block truncate text-muted-foreground">{name} (deleted)</span>
              ) : (
                <Link href={`/${org}/${slug}`} className="block truncate font-medium hover:underline">
                  {name}
                </Link>
              )}
            </TableCell>
            <TableCell numeric className="whitespace-nowrap">
              {count(totals.runs)}
            </TableCell>
            <TableCell numeric className="whitespace-nowrap">
              {count(totals.points)}
            </TableCell>
            <TableCell numeric className="whitespace-nowrap max-sm:hidden">
              {count(totals.requests)}
            </TableCell>
            <TableCell numeric className="whitespace-nowrap max-sm:hidden">
              {formatBytes(bytes.files)}
            </TableCell>
            <TableCell numeric className="whitespace-nowrap">
              {formatBytes(held)}
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
