"use client";
import type { Webhook } from "@cairn/sdk/schema";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { FormError } from "@/components/form-error";
import { Button } from "@/components/ui/button";
import { DialogBody, DialogContent, DialogFooter } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { api } from "@/lib/api/browser";
import { optionsOf, type SettingsPlace } from "../organizations/settings-place";
import { SecretBox } from "./hook-created";
import { hookKey, hooksOf } from "./queries";

const overlaps = [
  { value: "24", label: "For 24 hours" },
  { value: "1", label: "For an hour" },
  { value: "72", label: "For 3 days" },
  { value: "168", label: "For 7 days" },
  { value: "0", label: "Not at all: it leaked" },
] as const;
type Overlap = (typeof overlaps)[number]["value"];

export interface RotateSecretProps {
  place: SettingsPlace;
  hook: Webhook;
  /** Gets the new secret; null: nothing was changed. */
  onDone: (secret: string | null) => void;
}

/** Gives an endpoint a new secret and explains the time in which both sign. */
export function RotateSecret({ place, hook, onDone }: RotateSecretProps) {
  const client = useQueryClient();
  const [overlap, setOverlap] = useState<Overlap>("24");
  const rotate = useMutation({
    mutationFn: () => hooksOf(api, place).rotate(hook.id, { overlap_hours: Number(overlap) }, optionsOf(place)),
    onSuccess: () => client.invalidateQueries({ queryKey: hookKey(place, hook.id) }),
  });
  if (rotate.data) {
    const { secret } = rotate.data;
    return (
      <DialogContent title="The secret was replaced" required>
        <DialogBody>
          <SecretBox secret={secret} />
          <p className="text-muted-foreground text-sm">
            {overlap === "0"
              ? "Give it to the receiver now: the former one signs no more."
              : "Give it to the receiver before the former one ends."}
          </p>
        </DialogBody>
        <DialogFooter>
          <Button variant="primary" onClick={() => onDone(secret)}>
            I have copied it
          </Button>
        </DialogFooter>
      </DialogContent>
    );
  }
  function submit(event: FormEvent) {
    event.preventDefault();
    rotate.mutate();
  }
  return (
    <DialogContent title="Rotate secret">
      <form onSubmit={submit}>
        <DialogBody>
          <FormError error={rotate.error} />
          <p className="text-muted-foreground text-sm">
            A new secret takes over at once. For the overlap each request carries two signatures, one of each secret, so a receiver that
            still has the former one misses nothing while you change it over.
          </p>
          <Field
            label="The former secret signs too"
            hint={overlap === "0" ? "Receivers refuse requests until they have the new secret." : undefined}
          >
            {(control) => <Select {...control} options={overlaps} value={overlap} onValueChange={setOverlap} autoFocus />}
          </Field>
        </DialogBody>
        <DialogFooter>
          <Button variant="ghost" onClick={() => onDone(null)}>
            Cancel
          </Button>
          <Button type="submit" variant="primary" pending={rotate.isPending}>
            Rotate secret
          </Button>
        </DialogFooter>
      </form>
    </DialogContent>
  );
}
