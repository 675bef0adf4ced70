import type { TaskParams } from "@cairn/sdk/schema";
import Link from "next/link";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import { shortId } from "../words";
import { readTagged } from "./tagged";

export interface Difference {
  path: string;
  before?: TaskParams | undefined;
  after?: TaskParams | undefined;
}

export interface DifferenceTableProps {
  label: string;
  heads: readonly [before: string, after: string];
  differences: readonly Difference[];
  hrefOf: (task: string) => string;
}

/** What differs, by path, with both sides. */
export function DifferenceTable({ label, heads, differences, hrefOf }: DifferenceTableProps) {
  return (
    <Table label={label}>
      <TableHeader>
        <tr>
          <TableHead>Field</TableHead>
          {heads.map((head) => (
            <TableHead key={head}>{head}</TableHead>
          ))}
        </tr>
      </TableHeader>
      <TableBody>
        {differences.map(({ path, before, after }) => (
          <TableRow key={path}>
            <th scope="row" className="px-3 py-1.5 text-left font-mono font-normal text-xs">
              {path}
            </th>
            <TableCell className="bg-status-failed/5">
              <Side value={before} hrefOf={hrefOf} />
            </TableCell>
            <TableCell className="bg-status-success/5">
              <Side value={after} hrefOf={hrefOf} />
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

function Side({ value, hrefOf }: { value: TaskParams | undefined; hrefOf: (task: string) => string }) {
  if (value === undefined) return <span className="text-muted-foreground text-xs">not set</span>;
  const tagged = readTagged(value);
  if (tagged?.kind === "task")
    return (
      <Link href={hrefOf(tagged.text)} className="font-mono text-primary text-xs hover:underline" title={tagged.text}>
        task {shortId(tagged.text)}
      </Link>
    );
  const text = tagged ? tagged.text : typeof value === "string" ? value : JSON.stringify(value);
  return (
    <code className="block max-w-[40ch] truncate text-xs" title={text}>
      {text === "" ? "empty" : text}
    </code>
  );
}
