"use client";
import type { TaskDetail } from "@cairn/sdk/schema";
import { Code, Eraser, Grid3x3, MoreHorizontal, PenLine, Trash2 } from "lucide-react";
import { useState } from "react";
import { ConfirmDialog } from "@/components/confirm-dialog";
import { Button } from "@/components/ui/button";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import { api } from "@/lib/api/browser";
import type { Place } from "../../runs/queries";
import { ReasonDialog } from "../reason-dialog";
import { TaskSweepDialog } from "../sweep/task-sweep-dialog";
import { titleOf } from "../words";
import { InvalidateDialog } from "./invalidate-dialog";
import { SnippetDialog } from "./snippet-dialog";
import { useTaskActions } from "./use-task-actions";

export interface TaskActionsProps {
  task: TaskDetail;
  place: Place;
  canEdit: boolean;
  hrefOf: (id: string) => string;
}

/** Runs a task again, takes its output back, sets its result by hand or deletes it. */
export function TaskActions({ task, place, canEdit, hrefOf }: TaskActionsProps) {
  const [asking, setAsking] = useState<"snippet" | "sweep" | "invalidate" | "override" | "delete" | null>(null);
  const { show, refresh } = useTaskActions(task, place);
  const isRunning = ["queued", "running", "suspended"].includes(task.attempt_status ?? "");
  const close = () => setAsking(null);
  const choices = (["success", "failed", "absent"] as const)
    .filter((value) => value !== task.result)
    .map((value) => ({ value, label: { success: "Success", failed: "Failed", absent: "Absent" }[value] }));
  return (
    <>
      <Button size="sm" title="Code that runs it again" onClick={() => setAsking("snippet")}>
        <Code aria-hidden />
        <span className="max-sm:sr-only">Run again</span>
      </Button>
      <Button size="sm" title="Tasks like it with other parameters" onClick={() => setAsking("sweep")}>
        <Grid3x3 aria-hidden />
        <span className="max-sm:sr-only">Sweep</span>
      </Button>
      {canEdit ? (
        <DropdownMenu>
          <DropdownMenuTrigger asChild>
            <Button size="icon-sm" variant="ghost" aria-label={`Actions for ${titleOf(task)}`}>
              <MoreHorizontal aria-hidden />
            </Button>
          </DropdownMenuTrigger>
          <DropdownMenuContent align="end">
            <DropdownMenuItem onSelect={() => setAsking("invalidate")}>
              <Eraser aria-hidden />
              Invalidate…
            </DropdownMenuItem>
            <DropdownMenuItem onSelect={() => setAsking("override")}>
              <PenLine aria-hidden />
              Override result…
            </DropdownMenuItem>
            <DropdownMenuSeparator />
            <DropdownMenuItem destructive disabled={isRunning} onSelect={() => setAsking("delete")}>
              <Trash2 aria-hidden />
              {isRunning ? "Delete (it is being computed)" : "Delete"}
            </DropdownMenuItem>
          </DropdownMenuContent>
        </DropdownMenu>
      ) : null}
      <SnippetDialog task={task} place={place} open={asking === "snippet"} onOpenChange={close} />
      <TaskSweepDialog task={task} place={place} open={asking === "sweep"} onOpenChange={close} hrefOf={hrefOf} />
      <InvalidateDialog task={task} place={place} open={asking === "invalidate"} onOpenChange={close} hrefOf={hrefOf} onDone={refresh} />
      <ReasonDialog
        open={asking === "override"}
        onOpenChange={close}
        title={`Override the result of ${titleOf(task)}`}
        choices={choices}
        confirmLabel="Override result"
        onConfirm={async ({ reason, choice }) => show(await api.tasks.override(task.id, { result: choice, reason }, place))}
      >
        Builds believe this result until the task is computed again. Your name and the reason stand on this page. A success needs an output
        that Cairn knows of an earlier attempt.
      </ReasonDialog>
      <ConfirmDialog
        open={asking === "delete"}
        onOpenChange={close}
        title={`Delete ${titleOf(task)}?`}
        confirmLabel="Delete task"
        onConfirm={async () => {
          await api.tasks.delete(task.id, place);
          await refresh();
        }}
      >
        It goes to the trash with its attempts, lines and reports, and can be restored for 30 days.
        {task.dependent_count > 0 ? ` ${task.dependent_count.toLocaleString("en")} tasks need it.` : ""}
      </ConfirmDialog>
    </>
  );
}
