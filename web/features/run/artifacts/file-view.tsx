"use client";
import { useQuery } from "@tanstack/react-query";
import { FileQuestion } from "lucide-react";
import { useId, useMemo, useState } from "react";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Skeleton } from "@/components/ui/skeleton";
import { formatBytes } from "../../charts/bytes";
import { Markdown } from "../markdown";
import { type FileSource, urlSource } from "./file-source";
import type { FileKind } from "./file-tree";
import { jsonTable } from "./json-table";
import { JsonView } from "./json-view";
import type { TableSource } from "./table-source";
import { TableView } from "./table-view";
import { TextView } from "./text-view";
import { ViewerProblem } from "./viewer-problem";

/** JSON is understood as a whole: larger files are shown as text. */
const JSON_MAX = 8 * 1024 * 1024;

export interface FileViewProps {
  name: string;
  kind: FileKind;
  url: string;
  size: number;
}

/** A file as what it is: table, tree, picture or text. */
export function FileView({ name, kind, url, size }: FileViewProps) {
  const file = useMemo(() => urlSource(url, size), [url, size]);
  if (size === 0) return <p className="text-muted-foreground text-sm">The file is empty.</p>;
  switch (kind) {
    case "parquet":
      return <TableView label={name} open={async () => (await import("./parquet-table")).parquetTable(file)} />;
    case "csv":
    case "tsv":
      return <TableView label={name} open={async () => openCsv(file, kind === "tsv" ? "\t" : undefined)} />;
    case "jsonl":
      return <TableView label={name} open={async () => openLines(file)} />;
    case "json":
      return size > JSON_MAX ? <TextView label={name} file={file} /> : <JsonFile label={name} file={file} />;
    case "markdown":
      return <TextView label={name} file={file} render={(text) => <Markdown text={text} />} />;
    case "text":
      return <TextView label={name} file={file} />;
    case "image":
      return <Picture name={name} url={url} />;
    default:
      return (
        <EmptyState icon={FileQuestion} title="This kind of file cannot be shown here">
          It has {formatBytes(size)}; download it to look into it.
        </EmptyState>
      );
  }
}

async function openCsv(file: FileSource, delimiter: string | undefined) {
  const [{ csvRows }, { streamedTable }] = await Promise.all([import("./csv-table"), import("./table-source")]);
  return streamedTable(file, csvRows(delimiter));
}

async function openLines(file: FileSource) {
  const { jsonLines, streamedTable } = await import("./table-source");
  return streamedTable(file, jsonLines());
}

function JsonFile({ label, file }: { label: string; file: FileSource }) {
  const id = useId();
  const json = useQuery({
    queryKey: ["json", id],
    queryFn: async () => {
      const text = new TextDecoder().decode(await file.read(0, file.size));
      try {
        const value = JSON.parse(text) as unknown;
        return { value, table: jsonTable(value) };
      } catch {
        return null;
      }
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  });
  if (json.error) return <ViewerProblem error={json.error} />;
  if (json.data === undefined) return <Skeleton className="h-40" />;
  if (json.data === null) return <TextView label={label} file={file} />;
  return <ParsedJson label={label} {...json.data} />;
}

/** JSON as a tree; where it is a table at the same time, as that one first. */
function ParsedJson({ label, value, table }: { label: string; value: unknown; table: TableSource | null }) {
  const [showsTree, setShowsTree] = useState(false);
  if (!table) return <JsonView value={value} />;
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <fieldset aria-label="Show as" className="flex gap-1">
        <Button size="sm" variant={showsTree ? "ghost" : "secondary"} aria-pressed={!showsTree} onClick={() => setShowsTree(false)}>
          Table
        </Button>
        <Button size="sm" variant={showsTree ? "secondary" : "ghost"} aria-pressed={showsTree} onClick={() => setShowsTree(true)}>
          Tree
        </Button>
      </fieldset>
      {showsTree ? <JsonView value={value} /> : <TableView label={label} open={() => table} />}
    </div>
  );
}

function Picture({ name, url }: { name: string; url: string }) {
  const [isBroken, setBroken] = useState(false);
  if (isBroken) return <ViewerProblem error={new Error("the browser could not read the picture.")} />;
  return (
    <div className="overflow-auto rounded-md border bg-[repeating-conic-gradient(var(--muted)_0_25%,var(--card)_0_50%)] bg-[length:16px_16px] p-2">
      <img src={url} alt={name} className="mx-auto max-h-[75dvh] max-w-full object-contain" onError={() => setBroken(true)} />
    </div>
  );
}
