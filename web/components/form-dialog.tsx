"use client";
import type { FormEvent, ReactNode } from "react";
import { FormError } from "./form-error";
import { Button } from "./ui/button";
import { DialogBody, DialogContent, DialogFooter } from "./ui/dialog";

export interface FormDialogProps {
  title: ReactNode;
  description?: ReactNode;
  /** What the button that submits says. */
  submitLabel: string;
  pending: boolean;
  /** An error that belongs to no field. */
  error?: unknown;
  onSubmit: (event: FormEvent) => void;
  onCancel: () => void;
  children: ReactNode;
}

/** What a dialog with a form is made of: what went wrong, the fields, and the way out or on. */
export function FormDialog({ title, description, submitLabel, pending, error, onSubmit, onCancel, children }: FormDialogProps) {
  return (
    <DialogContent title={title} description={description}>
      <form onSubmit={onSubmit} noValidate className="flex min-h-0 flex-col">
        <DialogBody>
          <FormError error={error} />
          {children}
        </DialogBody>
        <DialogFooter>
          <Button variant="ghost" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" variant="primary" pending={pending}>
            {submitLabel}
          </Button>
        </DialogFooter>
      </form>
    </DialogContent>
  );
}
