"use client";
import type { Run } from "@cairn/sdk/schema";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { FormError } from "@/components/form-error";
import { Button } from "@/components/ui/button";
import { DialogBody, DialogContent, DialogFooter } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { api } from "@/lib/api/browser";
import { fieldError, isFormError } from "@/lib/api/problem";
import { leaveWhenSignedOut } from "@/lib/query";
import { type Place, runsKey } from "../runs/queries";

/** Changes a run's name and group from the table. */
export function EditRun({ run, place, onDone }: { run: Run; place: Place; onDone: () => void }) {
  const client = useQueryClient();
  const [name, setName] = useState(run.name);
  const [group, setGroup] = useState(run.group ?? "");
  const [isPending, setPending] = useState(false);
  const [error, setError] = useState<unknown>(null);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setPending(true);
    setError(null);
    try {
      await api.runs.update(run.id, { name: name.trim(), group: group.trim() || null }, place);
      await client.invalidateQueries({ queryKey: runsKey(place) });
      onDone();
    } catch (thrown) {
      leaveWhenSignedOut(thrown);
      setError(thrown);
      setPending(false);
    }
  }

  return (
    <DialogContent title={`Edit run #${run.number}`}>
      <form onSubmit={submit}>
        <DialogBody>
          <Field label="Name" error={fieldError(error, "name")}>
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
          <Field label="Group" optional error={fieldError(error, "group")}>
            {(control) => (
              <Input {...control} value={group} maxLength={80} autoComplete="off" onChange={({ target }) => setGroup(target.value)} />
            )}
          </Field>
          <FormError error={isFormError(error, ["name", "group"]) ? error : null} />
        </DialogBody>
        <DialogFooter>
          <Button type="submit" variant="primary" pending={isPending} disabled={!name.trim()}>
            Save changes
          </Button>
        </DialogFooter>
      </form>
    </DialogContent>
  );
}
