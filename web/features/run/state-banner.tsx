"use client";
import type { RunDetail } from "@cairn/sdk/schema";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { RelativeTime } from "@/components/ui/relative-time";
import { api } from "@/lib/api/browser";
import { describeError } from "@/lib/api/problem";
import type { Place } from "../runs/queries";
import { showRun, useUpdateRun } from "./use-update-run";

/** Says that a run is in the trash or the archive, and takes it out again. */
export function StateBanner({ run, place, canEdit }: { run: RunDetail; place: Place; canEdit: boolean }) {
  const client = useQueryClient();
  const update = useUpdateRun(place, run.id);
  const restore = useMutation({
    mutationFn: () => api.runs.restore(run.id, place),
    onSuccess: (restored) => showRun(client, place, restored),
    onError: (error) => void toast.error(describeError(error).detail),
  });
  if (run.deleted_at)
    return (
      <Callout tone="destructive">
        <div className="flex flex-wrap items-center justify-between gap-2">
          <span>
            This run is in the trash
            {run.purge_at ? (
              <>
                {" "}
                and goes for good <RelativeTime value={run.purge_at} />
              </>
            ) : null}
            .
          </span>
          {canEdit ? (
            <Button size="sm" pending={restore.isPending} onClick={() => restore.mutate()}>
              Restore run
            </Button>
          ) : null}
        </div>
      </Callout>
    );
  if (!run.archived_at) return null;
  return (
    <Callout>
      <div className="flex flex-wrap items-center justify-between gap-2">
        <span>
          This run was archived <RelativeTime value={run.archived_at} />: lists leave it out.
        </span>
        {canEdit ? (
          <Button size="sm" pending={update.isPending} onClick={() => update.mutate({ archived: false })}>
            Restore run
          </Button>
        ) : null}
      </div>
    </Callout>
  );
}
