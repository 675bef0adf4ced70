"use client";
import type { TaskDetail } from "@cairn/sdk/schema";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { RelativeTime } from "@/components/ui/relative-time";
import type { Place } from "../../runs/queries";
import { useTaskActions } from "./use-task-actions";

/** What is unusual about a task: in the trash, set by hand, of a type that changed or is gone. */
export function TaskBanner({ task, place, canEdit }: { task: TaskDetail; place: Place; canEdit: boolean }) {
  const { restore } = useTaskActions(task, place);
  return (
    <>
      {task.deleted_at ? (
        <Callout tone="destructive">
          <div className="flex flex-wrap items-center justify-between gap-2">
            <span>
              This task is in the trash
              {task.purge_at ? (
                <>
                  {" "}
                  and goes for good <RelativeTime value={task.purge_at} />
                </>
              ) : null}
              .
            </span>
            {canEdit ? (
              <Button size="sm" pending={restore.isPending} onClick={() => restore.mutate()}>
                Restore task
              </Button>
            ) : null}
          </div>
        </Callout>
      ) : null}
      {task.overridden ? (
        <Callout tone="warning">
          {task.overridden.by.name} set this result by hand <RelativeTime value={task.overridden.at} />: {task.overridden.reason}
        </Callout>
      ) : null}
      {task.is_orphan ? (
        <Callout tone="warning">Orphan: the code of the last manifest does not declare this type any more.</Callout>
      ) : task.is_stale ? (
        <Callout tone="warning">Stale: the parameters of its type have another schema now.</Callout>
      ) : null}
    </>
  );
}
