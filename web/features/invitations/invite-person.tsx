"use client";
import type { CreateInvitation, OrganizationRole } from "@cairn/sdk/schema";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { FormError } from "@/components/form-error";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { DialogBody, DialogContent, DialogFooter } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { api } from "@/lib/api/browser";
import { fieldError, isFormError } from "@/lib/api/problem";
import { assignableRoles, organizationRoleHelp, organizationRoleNames } from "@/lib/roles";
import { useOrigin } from "@/lib/use-origin";
import { useShell } from "../shell/shell-context";

/** Invites one person by e-mail; stays open for the next. */
export function InvitePerson({ org, onDone }: { org: string; onDone: () => void }) {
  const { organization } = useShell();
  const origin = useOrigin();
  const client = useQueryClient();
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<OrganizationRole>("member");
  const [checked, setChecked] = useState(false);
  const roles = assignableRoles(organization?.role ?? "viewer").map((value) => ({ value, label: organizationRoleNames[value] }));

  const invite = useMutation({
    mutationFn: (body: CreateInvitation) => api.invitations.create(body, { organization: org }),
    onSuccess: async () => {
      setEmail("");
      setChecked(false);
      await client.invalidateQueries({ queryKey: ["org", org, "invitations"] });
    },
  });
  const problem = /^\S+@\S+\.\S+$|^\S+@localhost$/.test(email.trim()) ? undefined : "Enter an e-mail address.";

  function submit(event: FormEvent) {
    event.preventDefault();
    setChecked(true);
    if (!problem) invite.mutate({ email: email.trim(), role });
  }

  return (
    <DialogContent title="Invite people" description={`They join ${organization?.name ?? "the organization"} when they accept.`}>
      <form onSubmit={submit} noValidate>
        <DialogBody>
          {isFormError(invite.error, ["email", "role"]) ? <FormError error={invite.error} /> : null}
          {invite.data ? (
            <div
              role="status"
              className="flex flex-wrap items-center justify-between gap-2 rounded-md border bg-muted/60 px-3 py-2 text-sm"
            >
              <span>
                <strong className="font-medium">{invite.data.email}</strong> is invited. Send them the link to sign in.
              </span>
              <CopyButton value={origin} label="link" withText variant="secondary" size="sm" />
            </div>
          ) : null}
          <Field label="E-mail" error={(checked ? problem : undefined) ?? fieldError(invite.error, "email")}>
            {(control) => (
              <Input
                {...control}
                type="email"
                value={email}
                onChange={(event) => setEmail(event.target.value)}
                autoFocus
                autoComplete="off"
                maxLength={254}
              />
            )}
          </Field>
          <Field label="Role" hint={organizationRoleHelp[role]}>
            {(control) => <Select {...control} options={roles} value={role} onValueChange={setRole} />}
          </Field>
        </DialogBody>
        <DialogFooter>
          <Button variant="ghost" onClick={onDone}>
            {invite.data ? "Done" : "Cancel"}
          </Button>
          <Button type="submit" variant="primary" pending={invite.isPending}>
            Create invitation
          </Button>
        </DialogFooter>
      </form>
    </DialogContent>
  );
}
