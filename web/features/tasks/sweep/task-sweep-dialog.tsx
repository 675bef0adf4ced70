"use client";
import type { TaskDetail } from "@cairn/sdk/schema";
import { useQuery } from "@tanstack/react-query";
import { Dialog } from "@/components/ui/dialog";
import { api } from "@/lib/api/browser";
import type { Place } from "../../runs/queries";
import { taskTypesQuery } from "../data/queries";
import { SweepForm } from "./sweep-form";

export interface TaskSweepDialogProps {
  task: TaskDetail;
  place: Place;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  hrefOf: (id: string) => string;
}

/** A sweep that goes out from a task: what is not varied is as it has it. */
export function TaskSweepDialog({ task, place, open, onOpenChange, hrefOf }: TaskSweepDialogProps) {
  const types = useQuery({ ...taskTypesQuery(api, place), enabled: open });
  const type = types.data?.items.find(
    ({ namespace, name, version }) => namespace === task.namespace && name === task.name && version === task.version,
  );
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      {open && !types.isPending ? (
        <SweepForm
          type={{ ...task, module: task.module ?? type?.module ?? null }}
          schema={type?.schema ?? null}
          params={task.params}
          place={place}
          hrefOf={hrefOf}
        />
      ) : null}
    </Dialog>
  );
}
