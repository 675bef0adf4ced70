"use client";
import type { BulkEdit, BulkResult } from "@cairn/sdk/schema";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { toast } from "sonner";
import { api } from "@/lib/api/browser";
import { describeError } from "@/lib/api/problem";
import { leaveWhenSignedOut } from "@/lib/query";
import { type Place, runsKey } from "../../runs/queries";

export type BulkChange = BulkEdit["change"];

/** Runs changed in one request. */
const AT_ONCE = 1_000;

const UNDO: Partial<Record<BulkChange["kind"], "restore" | "unarchive" | "archive" | "delete">> = {
  delete: "restore",
  archive: "unarchive",
  unarchive: "archive",
  restore: "delete",
};
const DONE: Record<BulkChange["kind"], string> = {
  tag: "tagged",
  group: "grouped",
  move: "moved",
  archive: "archived",
  unarchive: "taken out of the archive",
  cancel: "cancelled",
  delete: "moved to the trash",
  restore: "restored",
};

const runsWord = (count: number): string => (count === 1 ? "1 run" : `${count.toLocaleString("en")} runs`);

async function apply(place: Place, ids: readonly string[], change: BulkChange): Promise<BulkResult> {
  const all: BulkResult = { changed: [], failed: [] };
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    const { changed, failed } = await api.runs.bulk({ runs: ids.slice(at, at + AT_ONCE), change }, place);
    all.changed.push(...changed);
    all.failed.push(...failed);
  }
  return all;
}

/** Changes many runs, says what came of it, and offers the way back where there is one. */
export function useBulk(place: Place, onChanged: (ids: readonly string[], change: BulkChange) => void) {
  const client = useQueryClient();
  const [isPending, setPending] = useState(false);

  async function change(ids: readonly string[], what: BulkChange, isUndo = false): Promise<void> {
    setPending(true);
    try {
      const { changed, failed } = await apply(place, ids, what);
      const undo = UNDO[what.kind];
      if (changed.length > 0)
        toast.success(`${runsWord(changed.length)} ${DONE[what.kind]}`, {
          duration: 8_000,
          ...(undo && !isUndo ? { action: { label: "Undo", onClick: () => void change(changed, { kind: undo }, true) } } : {}),
        });
      const [first] = failed;
      if (first)
        toast.error(`${runsWord(failed.length)} could not be ${DONE[what.kind]}`, {
          description: `${first.detail} (${first.code})`,
          duration: 12_000,
        });
      onChanged(changed, what);
      await client.invalidateQueries({ queryKey: runsKey(place) });
    } catch (error) {
      leaveWhenSignedOut(error);
      const { title, detail, requestId } = describeError(error);
      toast.error(title, { description: requestId ? `${detail} Request ${requestId}` : detail, duration: 12_000 });
    } finally {
      setPending(false);
    }
  }
  return { change, isPending };
}
