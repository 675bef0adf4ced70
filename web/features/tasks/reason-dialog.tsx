"use client";
import { type FormEvent, type ReactNode, useState } from "react";
import { FormError } from "@/components/form-error";
import { Button } from "@/components/ui/button";
import { Dialog, DialogBody, DialogContent, DialogFooter } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select, type SelectOption } from "@/components/ui/select";
import { fieldError } from "@/lib/api/problem";
import { leaveWhenSignedOut } from "@/lib/query";

export interface ReasonDialogProps<Value extends string> {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  /** What it means, and who will see it. */
  children: ReactNode;
  /** What may be chosen; left out where there is nothing to choose. */
  choices?: readonly SelectOption<Value>[];
  choiceLabel?: string;
  isReasonNeeded?: boolean;
  confirmLabel: string;
  /** Does it; what it throws is shown and the dialog stays open. */
  onConfirm: (answer: { reason: string; choice: Value }) => Promise<unknown>;
}

/** Asks for a reason before something that others will wonder about. */
export function ReasonDialog<Value extends string>({ open, onOpenChange, ...props }: ReasonDialogProps<Value>) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      {open ? <ReasonForm {...props} onDone={() => onOpenChange(false)} /> : null}
    </Dialog>
  );
}

type FormProps<Value extends string> = Omit<ReasonDialogProps<Value>, "open" | "onOpenChange"> & { onDone: () => void };

function ReasonForm<Value extends string>(props: FormProps<Value>) {
  const { title, children, choices = [], choiceLabel = "Result", isReasonNeeded = true, confirmLabel, onConfirm, onDone } = props;
  const [reason, setReason] = useState("");
  const [choice, setChoice] = useState(choices[0]?.value as Value);
  const [pending, setPending] = useState(false);
  const [error, setError] = useState<unknown>(null);
  async function submit(event: FormEvent) {
    event.preventDefault();
    setPending(true);
    setError(null);
    try {
      await onConfirm({ reason: reason.trim(), choice });
      onDone();
    } catch (thrown) {
      leaveWhenSignedOut(thrown);
      setError(thrown);
    } finally {
      setPending(false);
    }
  }
  const wrong = fieldError(error, "reason");
  return (
    <DialogContent title={title}>
      <form onSubmit={submit}>
        <DialogBody>
          <div className="text-muted-foreground text-sm">{children}</div>
          {choices.length > 0 ? (
            <Field label={choiceLabel}>
              {(control) => <Select {...control} options={choices} value={choice} onValueChange={setChoice} />}
            </Field>
          ) : null}
          <Field label="Reason" optional={!isReasonNeeded} error={wrong}>
            {(control) => (
              <Input {...control} autoFocus value={reason} maxLength={2_000} onChange={({ target }) => setReason(target.value)} />
            )}
          </Field>
          {wrong ? null : <FormError error={error} />}
        </DialogBody>
        <DialogFooter>
          <Button variant="ghost" onClick={onDone}>
            Discard
          </Button>
          <Button type="submit" variant="danger" pending={pending} disabled={isReasonNeeded && !reason.trim()}>
            {confirmLabel}
          </Button>
        </DialogFooter>
      </form>
    </DialogContent>
  );
}
