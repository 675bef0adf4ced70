"use client";
import type { ArtifactEntry, RunDetail } from "@cairn/sdk/schema";
import { useQuery } from "@tanstack/react-query";
import { FolderOpen } from "lucide-react";
import { parseAsString, parseAsStringLiteral, useQueryState } from "nuqs";
import { useMemo, useState } from "react";
import { QueryView } from "@/components/query-view";
import { EmptyState } from "@/components/ui/empty-state";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { formatBytes } from "../../charts/bytes";
import type { Place } from "../../runs/queries";
import { ArtifactList } from "./artifact-list";
import { FilePane } from "./file-pane";
import { artifactsQuery, FILES_MAX } from "./file-source";
import { FILE_SORTS, fileTree } from "./file-tree";

/** Files of a run: a tree, and beside it what is in the chosen one. */
export function ArtifactsTab({ run, place }: { run: RunDetail; place: Place }) {
  const files = useQuery(artifactsQuery(place, run.id));
  return (
    <QueryView query={files} what="load the files">
      {(items) =>
        items.length === 0 ? (
          <EmptyState icon={FolderOpen} title="No files">
            A program keeps files with <code className="text-xs">{'await run.artifact("model.bin")'}</code>.
          </EmptyState>
        ) : (
          <Files run={run} place={place} files={items} />
        )
      }
    </QueryView>
  );
}

const SEARCH_FROM = 15;
const SORT_NAMES = { name: "By name", size: "Largest first", newest: "Newest first" } as const;

function Files({ run, place, files }: { run: RunDetail; place: Place; files: readonly ArtifactEntry[] }) {
  const [path, setPath] = useQueryState("file", parseAsString);
  const [sort, setSort] = useQueryState("sort", parseAsStringLiteral(FILE_SORTS).withDefault("name"));
  const [search, setSearch] = useState("");
  const text = search.trim().toLocaleLowerCase();
  const tree = useMemo(
    () =>
      fileTree(
        files.filter((file) => file.path.toLocaleLowerCase().includes(text)),
        sort,
      ),
    [files, text, sort],
  );
  const file = files.find((one) => one.path === path);
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  return (
    <div className="grid min-w-0 items-start gap-4 lg:grid-cols-[20rem_minmax(0,1fr)]">
      <div className="min-w-0 rounded-md border bg-card lg:sticky lg:top-16">
        {files.length > 1 ? (
          <div className="flex items-center justify-end gap-2 border-b p-2">
            {files.length >= SEARCH_FROM ? (
              <Input
                aria-label="Search files"
                placeholder="Search files"
                className="h-7"
                value={search}
                onChange={(event) => setSearch(event.target.value)}
              />
            ) : null}
            <Select
              aria-label="Order of the files"
              size="sm"
              className="w-36 shrink-0"
              value={sort}
              onValueChange={setSort}
              options={FILE_SORTS.map((value) => ({ value, label: SORT_NAMES[value] }))}
            />
          </div>
        ) : null}
        <div className="max-h-[65dvh] overflow-y-auto">
          <ArtifactList key={text} nodes={tree} selected={path} onSelect={setPath} />
        </div>
        <p className="border-t px-3 py-1.5 text-muted-foreground text-xs tabular">
          {files.length === 1 ? "1 file" : `${files.length.toLocaleString("en")}${files.length >= FILES_MAX ? "+" : ""} files`},{" "}
          {formatBytes(bytes)}
        </p>
      </div>
      {file ? (
        <FilePane place={place} run={run.id} file={file} />
      ) : (
        <EmptyState title={path === null ? "Choose a file" : "There is no such file"} className="max-lg:hidden">
          Tables, JSON, images, text and Markdown are shown here.
        </EmptyState>
      )}
    </div>
  );
}
