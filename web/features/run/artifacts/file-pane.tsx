"use client";
import type { ArtifactEntry } from "@cairn/sdk/schema";
import { Download } from "lucide-react";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { RelativeTime } from "@/components/ui/relative-time";
import { formatBytes } from "../../charts/bytes";
import type { Place } from "../../runs/queries";
import { contentUrl } from "./file-source";
import { fileKind } from "./file-tree";
import { FileView } from "./file-view";

export interface FilePaneProps {
  place: Place;
  run: string;
  file: Pick<ArtifactEntry, "path" | "size" | "content_type" | "sha256"> & Partial<Pick<ArtifactEntry, "created_at">>;
}

/** A file of a run: what it is, and what is in it. */
export function FilePane({ place, run, file }: FilePaneProps) {
  return (
    <section aria-label={file.path} className="flex min-w-0 flex-col gap-3">
      <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
        <h2 className="min-w-0 break-all font-medium font-mono text-sm">{file.path}</h2>
        <span className="flex-1" />
        {file.sha256 ? <CopyButton value={file.sha256} label="digest" withText size="sm" variant="ghost" /> : null}
        <Button asChild size="sm">
          <a href={contentUrl(place, run, file.path, true)} download>
            <Download aria-hidden />
            Download
          </a>
        </Button>
      </div>
      <p className="text-muted-foreground text-xs">
        {formatBytes(file.size)} · {file.content_type ?? "unknown type"}
        {file.created_at ? (
          <>
            {" "}
            · <RelativeTime value={file.created_at} />
          </>
        ) : null}
      </p>
      <FileView
        key={`${file.path} ${file.sha256}`}
        name={file.path}
        kind={fileKind(file.path, file.content_type)}
        url={contentUrl(place, run, file.path)}
        size={file.size}
      />
    </section>
  );
}
