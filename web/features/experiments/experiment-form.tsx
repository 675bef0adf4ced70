"use client";
import type { Experiment } from "@cairn/sdk/schema";
import { type FormEvent, useState } from "react";
import { FormError } from "@/components/form-error";
import { Button } from "@/components/ui/button";
import { DialogBody, DialogContent, DialogFooter } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { controlStyles, Input } from "@/components/ui/input";
import { fieldError, isFormError } from "@/lib/api/problem";
import { cn } from "@/lib/cn";
import { leaveWhenSignedOut } from "@/lib/query";
import { readTags, tagsText } from "./tags-text";

export interface ExperimentFacts {
  name: string;
  description: string;
  tags: Record<string, string>;
}

export interface ExperimentFormProps {
  /** The experiment that is changed; null for a new one. */
  experiment: Experiment | null;
  onSubmit: (facts: ExperimentFacts) => Promise<unknown>;
}

const FIELDS = ["name", "description", "tags"];

/** Name, description and tags of an experiment. */
export function ExperimentForm({ experiment, onSubmit }: ExperimentFormProps) {
  const [name, setName] = useState(experiment?.name ?? "");
  const [description, setDescription] = useState(experiment?.description ?? "");
  const [tags, setTags] = useState(tagsText(experiment?.tags ?? {}));
  const [isPending, setPending] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [missing, setMissing] = useState<string>();

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (!name.trim()) return setMissing("Enter a name.");
    setPending(true);
    setError(null);
    try {
      await onSubmit({ name: name.trim(), description, tags: readTags(tags) });
    } catch (thrown) {
      leaveWhenSignedOut(thrown);
      setError(thrown);
      setPending(false);
    }
  }

  return (
    <DialogContent title={experiment ? `Edit ${experiment.name}` : "Create experiment"}>
      <form onSubmit={submit}>
        <DialogBody>
          <Field label="Name" error={missing ?? fieldError(error, "name")} hint="A slash makes a namespace: vision/resnet.">
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
          <Field label="Description" optional error={fieldError(error, "description")}>
            {(control) => (
              <textarea
                {...control}
                rows={4}
                value={description}
                className={cn(controlStyles, "px-2.5 py-1.5")}
                onChange={({ target }) => setDescription(target.value)}
              />
            )}
          </Field>
          <Field label="Tags" optional error={fieldError(error, "tags")} hint="One a line, as in team = vision.">
            {(control) => (
              <textarea
                {...control}
                rows={3}
                value={tags}
                spellCheck={false}
                className={cn(controlStyles, "px-2.5 py-1.5 font-mono text-xs")}
                onChange={({ target }) => setTags(target.value)}
              />
            )}
          </Field>
          <FormError error={isFormError(error, FIELDS) ? error : null} />
        </DialogBody>
        <DialogFooter>
          <Button type="submit" variant="primary" pending={isPending}>
            {experiment ? "Save changes" : "Create experiment"}
          </Button>
        </DialogFooter>
      </form>
    </DialogContent>
  );
}
