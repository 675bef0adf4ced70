"use client";
import { CairnError, type CreateWorkspaceInput } from "@cairn/sdk";
import type { OrganizationWithRole } from "@cairn/sdk/schema";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { FormDialog } from "@/components/form-dialog";
import { SlugField } from "@/components/slug-field";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { api } from "@/lib/api/browser";
import { fieldError, isFormError } from "@/lib/api/problem";
import { slugify, slugProblem } from "@/lib/slug";
import { useHost } from "@/lib/use-origin";

export interface CreateWorkspaceProps {
  organization: Pick<OrganizationWithRole, "slug" | "name">;
  onDone: () => void;
}

/** Names a workspace and leads there. */
export function CreateWorkspace({ organization, onDone }: CreateWorkspaceProps) {
  const [name, setName] = useState("");
  const [typedSlug, setTypedSlug] = useState<string | null>(null);
  const [checked, setChecked] = useState(false);
  const host = useHost();
  const router = useRouter();
  const client = useQueryClient();
  const slug = typedSlug ?? slugify(name);

  const create = useMutation({
    mutationFn: (body: CreateWorkspaceInput) => api.workspaces.create(body, { organization: organization.slug }),
    onSuccess: async (created) => {
      await client.invalidateQueries({ queryKey: ["org", organization.slug, "workspaces"] });
      router.push(`/${organization.slug}/${created.slug}`);
      onDone();
    },
  });

  const nameProblem = name.trim() ? undefined : "Enter a name.";
  const taken = CairnError.isCairnError(create.error, "slug_taken") ? "This address is taken. Choose another." : undefined;

  function submit(event: FormEvent) {
    event.preventDefault();
    setChecked(true);
    if (nameProblem || slugProblem(slug)) return;
    create.mutate({ name: name.trim(), slug });
  }

  return (
    <FormDialog
      title="Create workspace"
      description={`A place for runs and their data in ${organization.name}, with its own access.`}
      submitLabel="Create workspace"
      pending={create.isPending}
      error={isFormError(create.error, ["name", "slug"]) && !taken ? create.error : null}
      onSubmit={submit}
      onCancel={onDone}
    >
      <Field label="Workspace name" error={(checked ? nameProblem : undefined) ?? fieldError(create.error, "name")}>
        {(control) => (
          <Input {...control} value={name} onChange={(event) => setName(event.target.value)} maxLength={80} autoFocus autoComplete="off" />
        )}
      </Field>
      <SlugField
        prefix={`${host}/${organization.slug}/`}
        value={slug}
        onChange={setTypedSlug}
        error={(checked && name.trim() ? slugProblem(slug) : undefined) ?? taken ?? fieldError(create.error, "slug")}
      />
    </FormDialog>
  );
}
