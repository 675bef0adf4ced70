"use client";
import type { CreatedWebhook, Webhook } from "@cairn/sdk/schema";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { FormDialog } from "@/components/form-dialog";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { api } from "@/lib/api/browser";
import { isFormError } from "@/lib/api/problem";
import { useHost } from "@/lib/use-origin";
import { optionsOf, type SettingsPlace } from "../organizations/settings-place";
import { useShell } from "../shell/shell-context";
import { EndpointFields } from "./endpoint-fields";
import { createBody, draftOf, problemsOf, updateBody } from "./form-state";
import { HookCreated } from "./hook-created";
import { hookKey, hooksKey, hooksOf } from "./queries";

const FIELDS = ["url", "description", "types", "format", "headers", "rate_limit"];
const EVERYWHERE = "";

/** A server on the reader's own machine lets programs of this machine be endpoints. */
function useIsLocal(): boolean {
  const host = useHost();
  return /^(localhost|127\.0\.0\.1)(:|$)/.test(host);
}

/** Creates an endpoint and shows its secret. From an organization it may also be one of a single workspace. */
export function CreateEndpoint({ place, onDone }: { place: SettingsPlace; onDone: () => void }) {
  const { workspaces } = useShell();
  const client = useQueryClient();
  const isLocal = useIsLocal();
  const [draft, setDraft] = useState(() => draftOf());
  const [workspace, setWorkspace] = useState(place.workspace ?? EVERYWHERE);
  const [checked, setChecked] = useState(false);
  const [created, setCreated] = useState<CreatedWebhook | null>(null);
  const target: SettingsPlace = { ...place, workspace: workspace || null };
  const create = useMutation({
    mutationFn: () => hooksOf(api, target).create(createBody(draft), optionsOf(target)),
    onSuccess: async (hook) => {
      setCreated(hook);
      await client.invalidateQueries({ queryKey: hooksKey(place) });
    },
  });
  if (created) return <HookCreated place={place} created={created} onDone={onDone} />;
  const problems = checked ? problemsOf(draft, isLocal) : {};
  function submit(event: FormEvent) {
    event.preventDefault();
    setChecked(true);
    if (Object.keys(problemsOf(draft, isLocal)).length === 0) create.mutate();
  }
  return (
    <FormDialog
      title="Create endpoint"
      submitLabel="Create endpoint"
      pending={create.isPending}
      error={isFormError(create.error, FIELDS) ? create.error : null}
      onSubmit={submit}
      onCancel={onDone}
    >
      {place.workspace === null ? (
        <Field label="Events of">
          {(control) => (
            <Select
              {...control}
              value={workspace}
              onValueChange={setWorkspace}
              options={[
                { value: EVERYWHERE, label: "The whole organization" },
                ...workspaces.map(({ slug, name }) => ({ value: slug, label: name })),
              ]}
            />
          )}
        </Field>
      ) : null}
      <EndpointFields draft={draft} onChange={setDraft} problems={problems} error={create.error} />
    </FormDialog>
  );
}

/** Changes an endpoint. */
export function EditEndpoint({ place, hook, onDone }: { place: SettingsPlace; hook: Webhook; onDone: () => void }) {
  const client = useQueryClient();
  const isLocal = useIsLocal();
  const [draft, setDraft] = useState(() => draftOf(hook));
  const [checked, setChecked] = useState(false);
  const save = useMutation({
    mutationFn: () => hooksOf(api, place).update(hook.id, updateBody(draft, hook), optionsOf(place)),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: hooksKey(place) });
      await client.invalidateQueries({ queryKey: hookKey(place, hook.id) });
      toast.success("Saved.");
      onDone();
    },
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    setChecked(true);
    if (Object.keys(problemsOf(draft, isLocal)).length > 0) return;
    if (Object.keys(updateBody(draft, hook)).length === 0) onDone();
    else save.mutate();
  }
  return (
    <FormDialog
      title="Edit endpoint"
      submitLabel="Save changes"
      pending={save.isPending}
      error={isFormError(save.error, FIELDS) ? save.error : null}
      onSubmit={submit}
      onCancel={onDone}
    >
      <EndpointFields
        draft={draft}
        onChange={setDraft}
        problems={checked ? problemsOf(draft, isLocal) : {}}
        error={save.error}
        hook={hook}
      />
    </FormDialog>
  );
}
