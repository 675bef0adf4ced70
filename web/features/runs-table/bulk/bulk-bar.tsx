"use client";
import { Archive, ArchiveRestore, Ban, Columns2, FolderTree, RotateCcw, Tag, Trash2, X } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import type { Tab } from "../model/state";
import { GroupDialog } from "./group-dialog";
import type { Selection } from "./selection";
import { TagDialog } from "./tag-dialog";
import type { BulkChange } from "./use-bulk";

/** Runs that are compared at once. */
export const COMPARED_MAX = 50;

export interface BulkBarProps {
  selection: Selection;
  tab: Tab;
  canWrite: boolean;
  compareHref: (ids: readonly string[]) => string;
  /** Runs that match the filter, to select all of them. */
  total: number | undefined;
  onSelectAll: () => void;
  isPending: boolean;
  onChange: (change: BulkChange) => void;
}

/** What can be done with the selected runs. */
export function BulkBar({ selection, tab, canWrite, compareHref, total, onSelectAll, isPending, onChange }: BulkBarProps) {
  const [asking, setAsking] = useState<"tag" | "group" | null>(null);
  const runs = [...selection.runs.values()];
  const count = runs.length;
  if (count === 0) return null;
  const isAnyGoing = runs.some(({ status }) => status === "running" || status === "queued");
  const canCompare = count > 1 && count <= COMPARED_MAX;
  const submit = (change: BulkChange) => {
    setAsking(null);
    onChange(change);
  };
  return (
    <section
      aria-label="Selected runs"
      data-foot-bar
      className="absolute inset-x-2 bottom-3 z-20 mx-auto flex w-fit max-w-[calc(100%-1rem)] animate-rise flex-wrap items-center rounded-md border bg-popover p-1.5 shadow-float [&_.h-7]:px-2"
    >
      <span role="status" className="px-2 font-medium text-sm tabular">
        {count.toLocaleString("en")} selected
      </span>
      {total !== undefined && total > count ? (
        <Button size="sm" variant="link" onClick={onSelectAll}>
          Select all {total.toLocaleString("en")}
        </Button>
      ) : null}
      <span aria-hidden className="mx-1 h-5 w-px bg-border" />
      {canCompare ? (
        <Button asChild size="sm" variant="ghost">
          <Link href={compareHref(runs.map(({ id }) => id))} prefetch={false}>
            <Columns2 aria-hidden />
            Compare
          </Link>
        </Button>
      ) : (
        <Button
          size="sm"
          variant="ghost"
          disabled
          title={count < 2 ? "Select two runs or more" : `At most ${COMPARED_MAX} runs can be compared`}
        >
          <Columns2 aria-hidden />
          Compare
        </Button>
      )}
      {canWrite && tab !== "deleted" ? (
        <>
          <Button size="sm" variant="ghost" disabled={isPending} onClick={() => setAsking("tag")}>
            <Tag aria-hidden />
            Tag
          </Button>
          <Button size="sm" variant="ghost" disabled={isPending} onClick={() => setAsking("group")}>
            <FolderTree aria-hidden />
            Group
          </Button>
          {isAnyGoing ? (
            <Button size="sm" variant="ghost" disabled={isPending} onClick={() => onChange({ kind: "cancel" })}>
              <Ban aria-hidden />
              Cancel
            </Button>
          ) : null}
          {tab === "active" ? (
            <Button size="sm" variant="ghost" disabled={isPending} onClick={() => onChange({ kind: "archive" })}>
              <Archive aria-hidden />
              Archive
            </Button>
          ) : (
            <Button size="sm" variant="ghost" disabled={isPending} onClick={() => onChange({ kind: "unarchive" })}>
              <ArchiveRestore aria-hidden />
              Unarchive
            </Button>
          )}
          <Button size="sm" variant="ghost" className="text-destructive" disabled={isPending} onClick={() => onChange({ kind: "delete" })}>
            <Trash2 aria-hidden />
            Delete
          </Button>
        </>
      ) : null}
      {canWrite && tab === "deleted" ? (
        <Button size="sm" variant="ghost" disabled={isPending} onClick={() => onChange({ kind: "restore" })}>
          <RotateCcw aria-hidden />
          Restore
        </Button>
      ) : null}
      <Button size="sm" variant="ghost" title="Clear the selection (Esc)" onClick={selection.clear}>
        <X aria-hidden />
        <span className="sr-only">Clear the selection</span>
      </Button>
      <Dialog open={asking !== null} onOpenChange={() => setAsking(null)}>
        {asking === "tag" ? <TagDialog count={count} onSubmit={submit} /> : null}
        {asking === "group" ? <GroupDialog count={count} onSubmit={submit} /> : null}
      </Dialog>
    </section>
  );
}
