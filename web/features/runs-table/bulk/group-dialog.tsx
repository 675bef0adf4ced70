"use client";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { DialogBody, DialogContent, DialogFooter } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { BulkChange } from "./use-bulk";

export interface GroupDialogProps {
  count: number;
  onSubmit: (change: BulkChange) => void;
}

/** Asks for the group that the selected runs shall be in. */
export function GroupDialog({ count, onSubmit }: GroupDialogProps) {
  const [name, setName] = useState("");
  const [error, setError] = useState<string>();
  function submit(event: FormEvent) {
    event.preventDefault();
    if (!name.trim()) return setError("Enter a name.");
    onSubmit({ kind: "group", group: name.trim() });
  }
  return (
    <DialogContent
      title={`Group ${count.toLocaleString("en")} ${count === 1 ? "run" : "runs"}`}
      description="Runs of one group can be drawn as one line with a band."
    >
      <form onSubmit={submit}>
        <DialogBody>
          <Field label="Group" error={error}>
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
        </DialogBody>
        <DialogFooter>
          <Button variant="ghost" onClick={() => onSubmit({ kind: "group", group: null })}>
            Remove from groups
          </Button>
          <Button type="submit" variant="primary">
            Set group
          </Button>
        </DialogFooter>
      </form>
    </DialogContent>
  );
}
