"use client";
import type { CreateServiceAccountInput } from "@cairn/sdk";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { FormDialog } from "@/components/form-dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { api } from "@/lib/api/browser";
import { fieldError, isFormError } from "@/lib/api/problem";
import { organizationRoleHelp, organizationRoleNames } from "@/lib/roles";

const roles = (["member", "viewer", "admin"] as const).map((value) => ({ value, label: organizationRoleNames[value] }));

/** Names an account for a program. */
export function CreateServiceAccount({ org, onDone }: { org: string; onDone: () => void }) {
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [role, setRole] = useState<(typeof roles)[number]["value"]>("member");
  const [checked, setChecked] = useState(false);
  const problem = name.trim() ? undefined : "Enter a name.";
  const create = useMutation({
    mutationFn: (body: CreateServiceAccountInput) => api.serviceAccounts.create(body, { organization: org }),
    onSuccess: async (created) => {
      await client.invalidateQueries({ queryKey: ["org", org, "service-accounts"] });
      toast.success(`${created.name} was created. Make a key for it under API keys.`);
      onDone();
    },
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    setChecked(true);
    if (!problem) create.mutate({ name: name.trim(), role });
  }

  return (
    <FormDialog
      title="Create service account"
      submitLabel="Create service account"
      pending={create.isPending}
      error={isFormError(create.error, ["name", "role"]) ? create.error : null}
      onSubmit={submit}
      onCancel={onDone}
    >
      <Field
        label="Name"
        hint="After what runs, for example nightly-training."
        error={(checked ? problem : undefined) ?? fieldError(create.error, "name")}
      >
        {(control) => (
          <Input {...control} value={name} onChange={(event) => setName(event.target.value)} autoFocus autoComplete="off" maxLength={80} />
        )}
      </Field>
      <Field label="Role" hint={organizationRoleHelp[role]}>
        {(control) => <Select {...control} options={roles} value={role} onValueChange={setRole} />}
      </Field>
    </FormDialog>
  );
}
