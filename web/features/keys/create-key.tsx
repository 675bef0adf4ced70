"use client";
import type { CreateApiKeyInput } from "@cairn/sdk";
import type { Action, CreatedApiKey } from "@cairn/sdk/schema";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { FormDialog } from "@/components/form-dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { api } from "@/lib/api/browser";
import { fieldError, isFormError } from "@/lib/api/problem";
import { organizationAllows } from "@/lib/permissions";
import { useShell } from "../shell/shell-context";
import { ChoiceList } from "./choice-list";
import { expiries, keyActions } from "./key-choices";
import { KeyCreated } from "./key-created";
import { serviceAccountsQuery } from "./queries";

const PERSONAL = "";

/** Makes a key and shows it once. */
export function CreateKey({ org, onDone }: { org: string; onDone: () => void }) {
  const { me, organization, workspaces } = useShell();
  const client = useQueryClient();
  const managesAccounts = organizationAllows(organization?.role, "service_account.manage");
  const accounts = useQuery({ ...serviceAccountsQuery(api, org), enabled: managesAccounts });
  const [name, setName] = useState("");
  const [owner, setOwner] = useState(PERSONAL);
  const [places, setPlaces] = useState<string[] | null>(null);
  const [actions, setActions] = useState<Action[] | null>(null);
  const [expiry, setExpiry] = useState("90");
  const [checked, setChecked] = useState(false);
  const [created, setCreated] = useState<CreatedApiKey | null>(null);

  const create = useMutation({
    mutationFn: (body: CreateApiKeyInput) => api.keys.create(body, { organization: org }),
    onSuccess: async (key) => {
      setCreated(key);
      await client.invalidateQueries({ queryKey: ["org", org] });
    },
  });
  if (created) return <KeyCreated created={created} onDone={onDone} />;

  const problems = {
    name: name.trim() ? undefined : "Enter a name.",
    places: places?.length === 0 ? "Choose at least one workspace, or all." : undefined,
    actions: actions?.length === 0 ? "Choose at least one action, or all." : undefined,
  };
  function submit(event: FormEvent) {
    event.preventDefault();
    setChecked(true);
    if (problems.name || problems.places || problems.actions) return;
    create.mutate({
      name: name.trim(),
      ...(owner === PERSONAL ? {} : { service_account_id: owner }),
      ...(places ? { workspace_ids: places } : {}),
      ...(actions ? { actions } : {}),
      expires_in_days: expiry === "never" ? null : Number(expiry),
    });
  }

  const ownerOptions = [
    { value: PERSONAL, label: `You (${me.user?.email ?? me.actor.name})` },
    ...(accounts.data ?? []).map((account) => ({ value: account.id, label: account.name })),
  ];
  return (
    <FormDialog
      title="Create key"
      submitLabel="Create key"
      pending={create.isPending}
      error={isFormError(create.error, ["name", "service_account_id", "workspace_ids", "actions", "expires_in_days"]) ? create.error : null}
      onSubmit={submit}
      onCancel={onDone}
    >
      <Field
        label="Name"
        hint="Where it is used, for example cluster-a."
        error={(checked ? problems.name : undefined) ?? fieldError(create.error, "name")}
      >
        {(control) => (
          <Input {...control} value={name} onChange={(event) => setName(event.target.value)} autoFocus autoComplete="off" maxLength={80} />
        )}
      </Field>
      <Field
        label="Owner"
        hint={owner === PERSONAL ? "A personal key ends when you leave the organization." : "Lives as long as the service account."}
        error={fieldError(create.error, "service_account_id")}
      >
        {(control) => <Select {...control} options={ownerOptions} value={owner} onValueChange={setOwner} />}
      </Field>
      <ChoiceList
        legend="Workspaces"
        allLabel="Every workspace the owner may see"
        someLabel="Only these"
        options={workspaces.map(({ id, name: label }) => ({ value: id, label }))}
        value={places}
        onChange={setPlaces}
        error={(checked ? problems.places : undefined) ?? fieldError(create.error, "workspace_ids")}
      />
      <ChoiceList
        legend="Actions"
        allLabel="Everything the owner may do"
        someLabel="Only these"
        options={keyActions}
        value={actions}
        onChange={setActions}
        error={(checked ? problems.actions : undefined) ?? fieldError(create.error, "actions")}
      />
      <Field label="Expires" error={fieldError(create.error, "expires_in_days")}>
        {(control) => <Select {...control} options={expiries} value={expiry} onValueChange={setExpiry} />}
      </Field>
    </FormDialog>
  );
}
