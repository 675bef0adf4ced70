"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { toast } from "sonner";
import { ConfirmDialog } from "@/components/confirm-dialog";
import { DangerList, DangerRow } from "@/components/danger-row";
import { Button } from "@/components/ui/button";
import { membersQuery } from "@/features/members/queries";
import { api } from "@/lib/api/browser";
import { organizationAllows } from "@/lib/permissions";
import { useShell } from "../shell/shell-context";
import { meQuery } from "./queries";
import { SettingsFrame } from "./settings-frame";

/** Leaving, handing over and deleting the organization. */
export function DangerPage() {
  const { organization, workspaces } = useShell();
  const client = useQueryClient();
  const router = useRouter();
  const [asked, setAsked] = useState<"leave" | "delete" | null>(null);
  const slug = organization?.slug ?? "";
  const { data: members } = useQuery({ ...membersQuery(api, slug), enabled: organization !== null });
  if (!organization) return null;
  const { name } = organization;
  const isLastOwner = organization.role === "owner" && members?.filter(({ role }) => role === "owner").length === 1;

  async function left(message: string) {
    await client.invalidateQueries({ queryKey: meQuery(api).queryKey });
    toast.success(message);
    router.push("/");
    router.refresh();
  }

  return (
    <SettingsFrame title="Danger zone">
      <DangerList>
        <DangerRow
          title="Change the address"
          action={
            <Button asChild>
              <Link href={`/${slug}/settings`}>General settings</Link>
            </Button>
          }
        >
          The address is changed under General. Old links keep working; nobody else can take the old address.
        </DangerRow>
        {organization.role === "owner" ? (
          <DangerRow
            title="Transfer ownership"
            action={
              <Button asChild>
                <Link href={`/${slug}/settings/members`}>Choose a member</Link>
              </Button>
            }
          >
            Make another member the owner, from the menu beside their name. You become admin.
          </DangerRow>
        ) : null}
        <DangerRow
          title="Leave the organization"
          action={
            <Button variant="destructive" disabled={isLastOwner} onClick={() => setAsked("leave")}>
              Leave organization
            </Button>
          }
        >
          {isLastOwner
            ? "You are the only owner. Transfer the ownership first, or delete the organization."
            : "You lose access to its workspaces at once, and your personal keys for it end."}
        </DangerRow>
        {organizationAllows(organization.role, "organization.delete") ? (
          <DangerRow
            title="Delete the organization"
            action={
              <Button variant="destructive" onClick={() => setAsked("delete")}>
                Delete organization
              </Button>
            }
          >
            Deletes {workspaces.length === 1 ? "its workspace" : `its ${workspaces.length} workspaces`} with every run, metric and file, all
            keys, and the access of {members ? (members.length === 1 ? "its member" : `its ${members.length} members`) : "its members"}.
            This cannot be undone.
          </DangerRow>
        ) : null}
      </DangerList>
      <ConfirmDialog
        open={asked === "leave"}
        onOpenChange={() => setAsked(null)}
        title={`Leave ${name}?`}
        confirmLabel="Leave organization"
        onConfirm={async () => {
          await api.organizations.leave(slug);
          await left(`You left ${name}.`);
        }}
      >
        You lose access to all its workspaces at once, and your personal keys for it end. Somebody has to invite you to come back.
      </ConfirmDialog>
      <ConfirmDialog
        open={asked === "delete"}
        onOpenChange={() => setAsked(null)}
        title={`Delete ${name}?`}
        confirmLabel="Delete organization"
        typed={slug}
        onConfirm={async () => {
          await api.organizations.delete(slug, { confirm: slug });
          await left(`${name} was deleted.`);
        }}
      >
        <p>This will be lost, for everybody and for good:</p>
        <ul className="mt-1 list-disc pl-5">
          {workspaces.slice(0, 5).map((workspace) => (
            <li key={workspace.id}>workspace {workspace.name} with its runs, metrics and files</li>
          ))}
          {workspaces.length > 5 ? <li>{workspaces.length - 5} more workspaces</li> : null}
          <li>all service accounts, keys and invitations</li>
        </ul>
      </ConfirmDialog>
    </SettingsFrame>
  );
}
