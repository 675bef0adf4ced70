"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { FormError } from "@/components/form-error";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { api } from "@/lib/api/browser";
import { fieldError, isFormError } from "@/lib/api/problem";
import { useShell } from "../shell/shell-context";

/** Name and e-mail; the e-mail belongs to the identity provider. */
export function Profile() {
  const { me } = useShell();
  const client = useQueryClient();
  const saved = me.user?.name ?? "";
  const [name, setName] = useState(saved);
  const update = useMutation({
    mutationFn: () => api.me.update({ name: name.trim() }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["me"] });
      toast.success("Saved.");
    },
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    if (name.trim()) update.mutate();
  }
  return (
    <form onSubmit={submit} noValidate className="flex max-w-xl flex-col gap-4">
      {isFormError(update.error, ["name"]) ? <FormError error={update.error} /> : null}
      <Field label="Name" error={name.trim() ? fieldError(update.error, "name") : "Enter a name."}>
        {(control) => (
          <Input {...control} value={name} onChange={(event) => setName(event.target.value)} autoComplete="name" maxLength={80} />
        )}
      </Field>
      <Field label="E-mail" hint="Comes from your identity provider.">
        {(control) => <Input {...control} value={me.user?.email ?? ""} readOnly disabled />}
      </Field>
      <Button type="submit" variant="primary" className="self-start" disabled={name.trim() === saved} pending={update.isPending}>
        Save changes
      </Button>
    </form>
  );
}
