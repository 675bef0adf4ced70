"use client";
import type { RunDetail } from "@cairn/sdk/schema";
import { useQueryClient } from "@tanstack/react-query";
import { Archive, ArchiveRestore, Ban, MoreHorizontal, Pencil, Trash2 } from "lucide-react";
import { type FormEvent, useState } from "react";
import { ConfirmDialog } from "@/components/confirm-dialog";
import { Button } from "@/components/ui/button";
import { Dialog, DialogBody, DialogContent, DialogFooter } from "@/components/ui/dialog";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { api } from "@/lib/api/browser";
import { fieldError } from "@/lib/api/problem";
import { type Place, runQuery } from "../runs/queries";
import { showRun, useUpdateRun } from "./use-update-run";

/** Stops, renames, archives or deletes a run, for those who may. */
export function RunActions({ run, place }: { run: RunDetail; place: Place }) {
  const client = useQueryClient();
  const update = useUpdateRun(place, run.id);
  const [asking, setAsking] = useState<"cancel" | "delete" | "rename" | null>(null);
  const canCancel = run.status === "running" || run.status === "queued";

  async function confirm() {
    if (asking === "cancel") return showRun(client, place, await api.runs.finish(run.id, { status: "cancelled" }, place));
    await api.runs.delete(run.id, place);
    await client.invalidateQueries({ queryKey: runQuery(api, place, run.id).queryKey });
  }

  return (
    <>
      {canCancel ? (
        <Button size="sm" title="Cancel run" onClick={() => setAsking("cancel")}>
          <Ban aria-hidden />
          <span className="max-sm:sr-only">Cancel run</span>
        </Button>
      ) : null}
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button size="icon-sm" variant="ghost" aria-label={`Actions for ${run.name}`}>
            <MoreHorizontal aria-hidden />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end">
          <DropdownMenuItem onSelect={() => setAsking("rename")}>
            <Pencil aria-hidden />
            Rename
          </DropdownMenuItem>
          {run.archived_at ? (
            <DropdownMenuItem onSelect={() => update.mutate({ archived: false })}>
              <ArchiveRestore aria-hidden />
              Take out of the archive
            </DropdownMenuItem>
          ) : (
            <DropdownMenuItem onSelect={() => update.mutate({ archived: true })}>
              <Archive aria-hidden />
              Archive
            </DropdownMenuItem>
          )}
          <DropdownMenuSeparator />
          <DropdownMenuItem destructive disabled={canCancel} onSelect={() => setAsking("delete")}>
            <Trash2 aria-hidden />
            {canCancel ? "Delete (cancel it first)" : "Delete"}
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
      <ConfirmDialog
        open={asking === "cancel" || asking === "delete"}
        onOpenChange={() => setAsking(null)}
        title={asking === "cancel" ? `Cancel ${run.name}?` : `Delete ${run.name}?`}
        confirmLabel={asking === "cancel" ? "Cancel run" : "Delete run"}
        onConfirm={confirm}
      >
        {asking === "cancel"
          ? "The program is told the next time it logs. What it logged so far stays."
          : "It goes to the trash with its points, lines and files, and can be restored for some days. Then it is gone for good."}
      </ConfirmDialog>
      <Dialog open={asking === "rename"} onOpenChange={() => setAsking(null)}>
        <RenameForm key={run.name} run={run} place={place} onDone={() => setAsking(null)} />
      </Dialog>
    </>
  );
}

function RenameForm({ run, place, onDone }: { run: RunDetail; place: Place; onDone: () => void }) {
  const [name, setName] = useState(run.name);
  const update = useUpdateRun(place, run.id);
  async function submit(event: FormEvent) {
    event.preventDefault();
    try {
      await update.mutateAsync({ name });
      onDone();
    } catch {
      // Told at the field and in a corner.
    }
  }
  return (
    <DialogContent title="Rename run">
      <form onSubmit={submit}>
        <DialogBody>
          <Field label="Name" error={fieldError(update.error, "name")}>
            {(control) => <Input {...control} autoFocus value={name} maxLength={80} onChange={(event) => setName(event.target.value)} />}
          </Field>
        </DialogBody>
        <DialogFooter>
          <Button variant="ghost" onClick={onDone}>
            Discard
          </Button>
          <Button type="submit" variant="primary" pending={update.isPending} disabled={!name.trim() || name === run.name}>
            Rename
          </Button>
        </DialogFooter>
      </form>
    </DialogContent>
  );
}
