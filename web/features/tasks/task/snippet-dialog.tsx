"use client";
import type { TaskDetail } from "@cairn/sdk/schema";
import { useQuery } from "@tanstack/react-query";
import { CodeBlock } from "@/components/ui/code-block";
import { Dialog, DialogBody, DialogContent } from "@/components/ui/dialog";
import { Skeleton } from "@/components/ui/skeleton";
import { api } from "@/lib/api/browser";
import type { Place } from "../../runs/queries";
import { tasksOf } from "../data/client";
import { tasksKey } from "../data/queries";
import { type SnippetTask, snippetOf, tasksIn } from "./snippet";

/** Tasks among parameters that are looked up at most. */
const LOOKED_UP = 40;

export interface SnippetDialogProps {
  task: TaskDetail;
  place: Place;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Code that makes a task, and the tasks among its parameters, again. */
export function SnippetDialog({ task, place, open, onOpenChange }: SnippetDialogProps) {
  const known = useQuery({
    queryKey: [...tasksKey(place), "snippet", task.id],
    enabled: open,
    queryFn: async () => {
      const found = new Map<string, SnippetTask>();
      let wanted = tasksIn(task.params);
      while (wanted.length > 0 && found.size < LOOKED_UP) {
        const details = await Promise.all([...new Set(wanted)].slice(0, LOOKED_UP - found.size).map((id) => tasksOf(api, place).get(id)));
        for (const one of details) found.set(one.id, one);
        wanted = details.flatMap(({ params }) => tasksIn(params)).filter((id) => !found.has(id));
      }
      return found;
    },
  });
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
