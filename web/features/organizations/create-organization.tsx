"use client";
import { CairnError, type CreateOrganizationInput } from "@cairn/sdk";
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
import { meQuery } from "./queries";

export interface CreateOrganizationProps {
  onDone: () => void;
  /** The person has no organization yet: the words say where they are. */
  first?: boolean;
}

/** Names an organization and its first workspace, then leads there. */
export function CreateOrganization({ onDone, first = false }: CreateOrganizationProps) {
  const [name, setName] = useState("");
  const [typedSlug, setTypedSlug] = useState<string | null>(null);
  const [workspace, setWorkspace] = useState("Main");
  const [checked, setChecked] = useState(false);
  const host = useHost();
  const router = useRouter();
  const client = useQueryClient();
  const slug = typedSlug ?? slugify(name);

  const create = useMutation({
    mutationFn: (body: CreateOrganizationInput) => api.organizations.create(body),
    onSuccess: async (created) => {
      await client.invalidateQueries({ queryKey: meQuery(api).queryKey });
      router.push(`/${created.slug}/${created.workspace.slug}`);
      onDone();
    },
  });

  const problems = {
    name: name.trim() ? undefined : "Enter a name.",
    slug: slugProblem(slug),
    workspace: workspace.trim() ? undefined : "Enter a name.",
  };
  const taken = CairnError.isCairnError(create.error, "slug_taken") ? "This address is taken. Choose another." : undefined;

  function submit(event: FormEvent) {
    event.preventDefault();
    setChecked(true);
    if (problems.name || problems.slug || problems.workspace) return;
    create.mutate({ name: name.trim(), slug, workspace: { name: workspace.trim() } });
  }

  return (
    <FormDialog
      title={first ? "Create your organization" : "Create organization"}
      description="An organization holds people and workspaces. Runs live in a workspace."
      submitLabel="Create organization"
      pending={create.isPending}
      error={isFormError(create.error, ["name", "slug", "workspace"]) && !taken ? create.error : null}
      onSubmit={submit}
      onCancel={onDone}
    >
      <Field label="Organization name" error={(checked ? problems.name : undefined) ?? fieldError(create.error, "name")}>
        {(control) => (
          <Input
            {...control}
            value={name}
            onChange={(event) => setName(event.target.value)}
            maxLength={80}
            autoComplete="organization"
            autoFocus
          />
        )}
      </Field>
      <SlugField
        prefix={`${host}/`}
        value={slug}
        onChange={setTypedSlug}
        error={(checked && name.trim() ? problems.slug : undefined) ?? taken ?? fieldError(create.error, "slug")}
        hint="Can be changed later; old links keep working."
      />
      <Field label="First workspace" error={(checked ? problems.workspace : undefined) ?? fieldError(create.error, "workspace")}>
        {(control) => <Input {...control} value={workspace} onChange={(event) => setWorkspace(event.target.value)} maxLength={80} />}
      </Field>
    </FormDialog>
  );
}
