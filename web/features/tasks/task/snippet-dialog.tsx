"use client";
import type { TaskDetail } from "@cairn/sdk/schema";
import { CodeBlock } from "@/components/ui/code-block";
import { Dialog, DialogBody, DialogContent } from "@/components/ui/dialog";
import { Skeleton } from "@/components/ui/skeleton";
import type { Place } from "../../runs/queries";
import { snippetOf } from "./snippet";
import { useKnownTasks } from "./use-known-tasks";

export interface SnippetDialogProps {
  task: TaskDetail;
  place: Place;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Code that makes a task, and the tasks among its parameters, again. */
export function SnippetDialog({ task, place, open, onOpenChange }: SnippetDialogProps) {
  const known = useKnownTasks(task.params, place, open);
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent
        title="Run it again"
        className="max-w-2xl"
        description="A program that makes this task and computes what is missing of it."
      >
        <DialogBody className="pb-6">
          {known.data || known.isError ? (
            <CodeBlock code={snippetOf(task, known.data)} label="program" />
          ) : (
            <Skeleton className="h-24 w-full" />
          )}
          {task.module ? null : (
            <p className="text-muted-foreground text-sm">
              Cairn does not know which module declares the type: set the path of the import. A manifest tells it.
            </p>
          )}
          <CodeBlock code={`npx cairn task run ${task.id}`} label="command" />
        </DialogBody>
      </DialogContent>
    </Dialog>
  );
}
