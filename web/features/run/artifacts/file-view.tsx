"use client";
import { useQuery } from "@tanstack/react-query";
import { FileQuestion } from "lucide-react";
import { useId, useMemo, useState } from "react";
import { EmptyState } from "@/components/ui/empty-state";
import { Skeleton } from "@/components/ui/skeleton";
import { formatBytes } from "../bytes";
import { Markdown } from "../markdown";
import { type FileSource, urlSource } from "./file-source";
import type { FileKind } from "./file-tree";
import { JsonView } from "./json-view";
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
        return { value: JSON.parse(text) as unknown };
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
  return json.data === null ? <TextView label={label} file={file} /> : <JsonView value={json.data.value} />;
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
