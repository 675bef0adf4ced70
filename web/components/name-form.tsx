"use client";
import { CairnError } from "@cairn/sdk";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { fieldError, isFormError } from "@/lib/api/problem";
import { slugProblem } from "@/lib/slug";
import { FormError } from "./form-error";
import { SlugField } from "./slug-field";
import { Button } from "./ui/button";
import { Field } from "./ui/field";
import { Input } from "./ui/input";

export interface NameFormProps {
  /** "Organization", "Workspace". */
  noun: string;
  name: string;
  slug: string;
  prefix: string;
  /** Without permission the fields are read only. */
  canEdit: boolean;
  save: (changes: { name?: string; slug?: string }) => Promise<{ slug: string }>;
  onSaved: (saved: { slug: string }) => void;
}

/** Name and address of an organization or workspace. */
export function NameForm({ noun, name: savedName, slug: savedSlug, prefix, canEdit, save, onSaved }: NameFormProps) {
  const [name, setName] = useState(savedName);
  const [slug, setSlug] = useState(savedSlug);
  const update = useMutation({
    mutationFn: save,
    onSuccess: (saved) => {
      toast.success("Saved.");
      onSaved(saved);
    },
  });
  const changes = {
    ...(name.trim() === savedName ? {} : { name: name.trim() }),
    ...(slug === savedSlug ? {} : { slug }),
  };
  const isChanged = Object.keys(changes).length > 0;
  const problems = { name: name.trim() ? undefined : "Enter a name.", slug: slug === savedSlug ? undefined : slugProblem(slug) };
  const taken = CairnError.isCairnError(update.error, "slug_taken") ? "This address is taken. Choose another." : undefined;

  function submit(event: FormEvent) {
    event.preventDefault();
    if (isChanged && !problems.name && !problems.slug) update.mutate(changes);
  }

  return (
    <form onSubmit={submit} noValidate className="flex max-w-xl flex-col gap-4">
      {isFormError(update.error, ["name", "slug"]) && !taken ? <FormError error={update.error} /> : null}
      <Field label={`${noun} name`} error={problems.name ?? fieldError(update.error, "name")}>
        {(control) => (
          <Input {...control} value={name} onChange={(event) => setName(event.target.value)} maxLength={80} disabled={!canEdit} />
        )}
      </Field>
      <SlugField
        prefix={prefix}
        value={slug}
        onChange={setSlug}
        error={problems.slug ?? taken ?? fieldError(update.error, "slug")}
        hint="After a change old links keep working. Programs should move to the new name when they can."
        disabled={!canEdit}
      />
      {canEdit ? (
        <Button type="submit" variant="primary" className="self-start" disabled={!isChanged} pending={update.isPending}>
          Save changes
        </Button>
      ) : (
        <p className="text-muted-foreground text-sm">Your role shows these settings but does not change them.</p>
      )}
    </form>
  );
}
