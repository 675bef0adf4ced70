"use client";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { DialogBody, DialogContent, DialogFooter } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { BulkChange } from "./use-bulk";

export interface TagDialogProps {
  count: number;
  onSubmit: (change: BulkChange) => void;
}

/** Asks for a tag to set on the selected runs, or to take from them. */
export function TagDialog({ count, onSubmit }: TagDialogProps) {
  const [name, setName] = useState("");
  const [value, setValue] = useState("");
  const [error, setError] = useState<string>();
  function submit(event: FormEvent) {
    event.preventDefault();
    if (!name.trim()) return setError("Enter a name.");
    onSubmit({ kind: "tag", tags: { [name.trim()]: value }, remove_tags: [] });
  }
  function remove() {
    if (!name.trim()) return setError("Enter a name.");
    onSubmit({ kind: "tag", tags: {}, remove_tags: [name.trim()] });
  }
  return (
    <DialogContent title={`Tag ${count.toLocaleString("en")} ${count === 1 ? "run" : "runs"}`}>
      <form onSubmit={submit}>
        <DialogBody>
          <Field label="Name" error={error}>
            {(control) => (
              <Input
                {...control}
                autoFocus
                value={name}
                maxLength={250}
                autoComplete="off"
                onChange={({ target }) => setName(target.value)}
              />
            )}
          </Field>
          <Field label="Value" hint="A tag that a run has already gets this value.">
            {(control) => <Input {...control} value={value} autoComplete="off" onChange={({ target }) => setValue(target.value)} />}
          </Field>
        </DialogBody>
        <DialogFooter>
          <Button variant="ghost" onClick={remove}>
            Remove this tag
          </Button>
          <Button type="submit" variant="primary">
            Set tag
          </Button>
        </DialogFooter>
      </form>
    </DialogContent>
  );
}
