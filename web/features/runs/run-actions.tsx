"use client";
import type { RunDetail } from "@cairn/sdk/schema";
import { useQueryClient } from "@tanstack/react-query";
import { Ban, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { ConfirmDialog } from "@/components/confirm-dialog";
import { Button } from "@/components/ui/button";
import { api } from "@/lib/api/browser";
import { workspaceAllows } from "@/lib/permissions";
import { useWorkspace } from "../workspaces/workspace-scope";
import { type Place, runQuery, runsKey } from "./queries";

/** Stops or deletes a run, for those who may. */
export function RunActions({ run, place }: { run: RunDetail; place: Place }) {
  const { workspace } = useWorkspace();
  const router = useRouter();
  const client = useQueryClient();
  const [asking, setAsking] = useState<"cancel" | "delete" | null>(null);
  if (!workspaceAllows(workspace.role, "run.write")) return null;
  const isRunning = run.status === "running";

  async function confirm() {
    if (asking === "cancel") {
      client.setQueryData(runQuery(api, place, run.id).queryKey, await api.runs.finish(run.id, { status: "cancelled" }, place));
      return;
    }
    await api.runs.delete(run.id, place);
    router.push(`/${place.organization}/${place.workspace}/runs`);
    client.removeQueries({ queryKey: runQuery(api, place, run.id).queryKey });
    await client.invalidateQueries({ queryKey: runsKey(place) });
  }

  return (
    <>
      {isRunning ? (
        <Button size="sm" onClick={() => setAsking("cancel")}>
          <Ban aria-hidden />
          Cancel run
        </Button>
      ) : (
        <Button size="sm" variant="destructive" onClick={() => setAsking("delete")}>
          <Trash2 aria-hidden />
          Delete
        </Button>
      )}
      <ConfirmDialog
        open={asking !== null}
        onOpenChange={() => setAsking(null)}
        title={asking === "cancel" ? `Cancel ${run.name}?` : `Delete ${run.name}?`}
        confirmLabel={asking === "cancel" ? "Cancel run" : "Delete run"}
        onConfirm={confirm}
      >
        {asking === "cancel"
          ? "The program is told the next time it logs. What it logged so far stays."
          : "Its params, tags and every point it logged are deleted. This cannot be undone."}
      </ConfirmDialog>
    </>
  );
}
