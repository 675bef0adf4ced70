"use client";
import type { TaskDetail } from "@cairn/sdk/schema";
import { CopyButton } from "@/components/ui/copy-button";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import { formatBytes } from "../../charts/bytes";
import { formatDuration } from "../../charts/format";
import { Fact, Facts } from "../../run/facts";

/** Files of a folder shown at most. */
const FILES_SHOWN = 100;

/** Where the output of a task lies, what it is, and what it took to make it. */
export function OutputSection({ task }: { task: TaskDetail }) {
  const { output, resources } = task;
  return (
    <div className="flex flex-col gap-4">
      {output ? (
        <Facts title="Output">
          <Fact name="Path" isCode action={<CopyButton value={output.uri} label="path" />}>
            {output.uri}
          </Fact>
          <Fact name="Size" title={`${output.size_bytes.toLocaleString("en")} bytes`}>
            {formatBytes(output.size_bytes)}
          </Fact>
          <Fact name="Serializer">{output.media_type ? `${output.serializer} (${output.media_type})` : output.serializer}</Fact>
          {output.file_count ? <Fact name="Files">{output.file_count.toLocaleString("en")}</Fact> : null}
          <Fact name="SHA-256" isCode title={output.sha256} action={<CopyButton value={output.sha256} label="digest" />}>
            {output.sha256.slice(0, 16)}…
          </Fact>
        </Facts>
      ) : null}
      {output?.files?.length ? (
        <Table label="Files of the output">
          <TableHeader>
            <tr>
              <TableHead>File</TableHead>
              <TableHead numeric>Size</TableHead>
            </tr>
          </TableHeader>
          <TableBody>
            {output.files.slice(0, FILES_SHOWN).map(({ path, size_bytes }) => (
              <TableRow key={path}>
                <TableCell grow>
                  <code className="block truncate text-xs" title={path}>
                    {path}
                  </code>
                </TableCell>
                <TableCell numeric>{formatBytes(size_bytes)}</TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      ) : null}
      {resources ? (
        <Facts title="What it took">
          <Fact name="Time">{formatDuration(resources.wall_s * 1_000)}</Fact>
          {resources.cpu_s === undefined ? null : <Fact name="CPU time">{formatDuration(resources.cpu_s * 1_000)}</Fact>}
          {resources.peak_memory_bytes === undefined ? null : <Fact name="Peak memory">{formatBytes(resources.peak_memory_bytes)}</Fact>}
          {resources.gpu?.name ? <Fact name="GPU">{resources.gpu.name}</Fact> : null}
          {resources.gpu?.peak_memory_bytes === undefined ? null : (
            <Fact name="GPU memory">{formatBytes(resources.gpu.peak_memory_bytes)}</Fact>
          )}
        </Facts>
      ) : null}
    </div>
  );
}
