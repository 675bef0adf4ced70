"use client";
import { type FormEvent, useState } from "react";
import { FormError } from "@/components/form-error";
import { Button } from "@/components/ui/button";
import { DialogBody, DialogContent, DialogFooter } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { fieldError } from "@/lib/api/problem";
import { leaveWhenSignedOut } from "@/lib/query";

export interface SaveViewProps {
  title: string;
  submitLabel: string;
  name?: string;
  /** Whether the form also asks who sees it. */
  asksScope: boolean;
  onSubmit: (view: { name: string; scope: "personal" | "shared" }) => Promise<unknown>;
}

/** Asks for a view's name and who sees it. */
export function SaveView({ title, submitLabel, name: initial = "", asksScope, onSubmit }: SaveViewProps) {
  const [name, setName] = useState(initial);
  const [isShared, setShared] = useState(false);
  const [isPending, setPending] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [missing, setMissing] = useState<string>();

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (!name.trim()) return setMissing("Enter a name.");
    setPending(true);
    setError(null);
    try {
      await onSubmit({ name: name.trim(), scope: isShared ? "shared" : "personal" });
    } catch (thrown) {
      leaveWhenSignedOut(thrown);
      setError(thrown);
      setPending(false);
    }
  }

  return (
    <DialogContent title={title}>
      <form onSubmit={submit}>
        <DialogBody>
          <Field label="Name" error={missing ?? fieldError(error, "name")}>
            {(control) => (
              <Input
                {...control}
                autoFocus
                value={name}
                maxLength={80}
                autoComplete="off"
                onChange={({ target }) => setName(target.value)}
              />
            )}
          </Field>
          {asksScope ? (
            <label className="flex items-center gap-2 text-sm">
              <input
                type="checkbox"
                className="size-4 accent-primary"
                checked={isShared}
                onChange={({ target }) => setShared(target.checked)}
              />
              Share it with everybody in the workspace
            </label>
          ) : null}
          <FormError error={fieldError(error, "name") ? null : error} />
        </DialogBody>
        <DialogFooter>
          <Button type="submit" variant="primary" pending={isPending}>
            {submitLabel}
          </Button>
        </DialogFooter>
      </form>
    </DialogContent>
  );
}
