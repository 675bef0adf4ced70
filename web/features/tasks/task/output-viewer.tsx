"use client";
import type { TaskDetail, TaskOutput } from "@cairn/sdk/schema";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { QueryView } from "@/components/query-view";
import { Section } from "@/components/ui/card";
import { Select } from "@/components/ui/select";
import { api } from "@/lib/api/browser";
import { FilePane } from "../../run/artifacts/file-pane";
import { FILES_MAX } from "../../run/artifacts/file-source";
import type { Place } from "../../runs/queries";
import { type RunFile, runFileOf } from "./run-file";

export interface OutputViewerProps {
  output: NonNullable<TaskDetail["output"]>;
  place: Place;
}

/** What is in an output that lies in files of a run. Other places are reached by programs alone. */
export function OutputViewer({ output, place }: OutputViewerProps) {
  const at = runFileOf(output.uri);
  return (
    <Section title="What is in the output" aria-label="What is in the output" className="min-w-0">
      {at === null ? (
        <p className="text-muted-foreground text-sm">
          It lies in a place that programs reach: <code className="text-xs">await task.load()</code>. What lies under a root{" "}
          <code className="text-xs">cairn://…</code> is shown here.
        </p>
      ) : output.serializer === "folder" ? (
        <Folder at={at} place={place} />
      ) : (
        <FilePane place={place} run={at.run} file={{ ...factsOf(output), path: at.path }} />
      )}
    </Section>
  );
}

const factsOf = ({ size_bytes, sha256, media_type }: Pick<TaskOutput, "size_bytes" | "sha256" | "media_type">) => ({
  size: size_bytes,
  sha256,
  content_type: media_type ?? null,
});

function Folder({ at: { run, path }, place }: { at: RunFile; place: Place }) {
  const files = useQuery({
    queryKey: ["org", place.organization, "workspace", place.workspace, "runs", "run", run, "artifacts", path],
    queryFn: () => api.artifacts.list(run, { path, recursive: true, limit: 200 }, place).toArray({ limit: FILES_MAX }),
  });
  const [chosen, setChosen] = useState("");
  return (
    <QueryView query={files} what="load the files of the output">
      {(items) => {
        const file = items.find((one) => one.path === chosen) ?? items[0];
        if (!file) return <p className="text-muted-foreground text-sm">The folder is empty, or was removed.</p>;
        return (
          <>
            <Select
              aria-label="File of the output"
              size="sm"
              className="max-w-full self-start"
              value={file.path}
              onValueChange={setChosen}
              options={items.map((one) => ({ value: one.path, label: one.path.slice(path.length + 1) }))}
            />
            <FilePane place={place} run={run} file={file} />
          </>
        );
      }}
    </QueryView>
  );
}
