"use client";
import type { TaskDetail } from "@cairn/sdk/schema";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { FormError } from "@/components/form-error";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Dialog, DialogBody, DialogContent, DialogFooter } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { api } from "@/lib/api/browser";
import { leaveWhenSignedOut } from "@/lib/query";
import type { Place } from "../../runs/queries";
import { taskQuery } from "../data/queries";
import { TaskList } from "../task-list";
import { titleOf } from "../words";

/** Tasks that the preview lists. */
const LISTED = 50;

export interface InvalidateDialogProps {
  task: TaskDetail;
  place: Place;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  hrefOf: (id: string) => string;
  onDone: () => unknown;
}

/** Takes the output of a task back, and if wanted those of all that need it; shows first which. */
export function InvalidateDialog({ open, onOpenChange, ...props }: InvalidateDialogProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      {open ? <InvalidateForm {...props} onClose={() => onOpenChange(false)} /> : null}
    </Dialog>
  );
}

function InvalidateForm({
  task,
  place,
  hrefOf,
  onDone,
  onClose,
}: Omit<InvalidateDialogProps, "open" | "onOpenChange"> & { onClose: () => void }) {
  const [isCascade, setCascade] = useState(task.dependent_count > 0);
  const [reason, setReason] = useState("");
  const [pending, setPending] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const affected = useQuery({
    queryKey: [...taskQuery(api, place, task.id).queryKey, "dependents", "all"],
    queryFn: () => api.tasks.dependents(task.id, { transitive: "true", limit: 200 }, place).page(),
    enabled: isCascade,
  });
  const complete = affected.data?.items.filter(({ result, is_deleted }) => result === "success" && !is_deleted) ?? [];
  const isMore = affected.data?.next_cursor != null;

  async function submit(event: FormEvent) {
    event.preventDefault();
    setPending(true);
    setError(null);
    try {
      const { count } = await api.tasks.invalidate(
        task.id,
        {
          cascade: isCascade,
          ...(reason.trim() ? { reason: reason.trim() } : {}),
        },
        place,
      );
      await onDone();
      toast.success(count === 1 ? "One output was taken back" : `${count.toLocaleString("en")} outputs were taken back`);
      onClose();
    } catch (thrown) {
      leaveWhenSignedOut(thrown);
      setError(thrown);
    } finally {
      setPending(false);
    }
  }
  return (
    <DialogContent
      title={`Invalidate ${titleOf(task)}?`}
      description="Its output counts as absent from now on: the next build that needs it computes it anew. The stored bytes stay until they are overwritten or cleaned up."
    >
      <form onSubmit={submit}>
        <DialogBody>
          {/* biome-ignore lint/a11y/noLabelWithoutControl: the box is Radix's button */}
          <label className="flex items-start gap-2 text-sm">
            <Checkbox checked={isCascade} onCheckedChange={(checked) => setCascade(checked === true)} className="mt-0.5" />
            <span>Also everything that needs it, directly or not</span>
          </label>
          {isCascade ? (
            affected.isError ? (
              <FormError error={affected.error} />
            ) : affected.data ? (
              <TaskList
                label={isMore ? "Would be taken back too, at least" : "Would be taken back too"}
                tasks={complete.slice(0, LISTED).map((one) => ({ ...one, status: one.result }))}
                total={complete.length}
                hrefOf={hrefOf}
                empty="Nothing that needs it is complete."
              />
            ) : (
              <p className="text-muted-foreground text-sm">Looking for what needs it…</p>
            )
          ) : null}
          <Field label="Reason" optional>
            {(control) => <Input {...control} value={reason} maxLength={2_000} onChange={({ target }) => setReason(target.value)} />}
          </Field>
          <FormError error={error} />
        </DialogBody>
        <DialogFooter>
          <Button variant="ghost" onClick={onClose}>
            Discard
          </Button>
          <Button type="submit" variant="danger" pending={pending} disabled={isCascade && affected.isPending}>
            Invalidate
          </Button>
        </DialogFooter>
      </form>
    </DialogContent>
  );
}
