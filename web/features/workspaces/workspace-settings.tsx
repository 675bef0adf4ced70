"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { toast } from "sonner";
import { AsideNav } from "@/components/aside-nav";
import { ConfirmDialog } from "@/components/confirm-dialog";
import { DangerList, DangerRow } from "@/components/danger-row";
import { NameForm } from "@/components/name-form";
import { QueryView } from "@/components/query-view";
import { Button } from "@/components/ui/button";
import { Section } from "@/components/ui/card";
import { TableSkeleton } from "@/components/ui/skeleton";
import { api } from "@/lib/api/browser";
import { workspaceAllows } from "@/lib/permissions";
import { useHost } from "@/lib/use-origin";
import { Page } from "../shell/page";
import { useShell } from "../shell/shell-context";
import { AccessTable } from "./access-table";
import { activityQuery, targetRootsQuery, workspaceMembersQuery } from "./queries";
import { TargetRoots } from "./target-roots";
import { workspacePages } from "./workspace-pages";
import { useWorkspace } from "./workspace-scope";

/** Name, access, target roots and deletion of a workspace. */
export function WorkspaceSettings() {
  const { org, workspace } = useWorkspace();
  const { workspaces } = useShell();
  const client = useQueryClient();
  const router = useRouter();
  const host = useHost();
  const [deleting, setDeleting] = useState(false);
  const canEdit = workspaceAllows(workspace.role, "workspace.update");
  const members = useQuery(workspaceMembersQuery(api, org, workspace.slug));
  const roots = useQuery(targetRootsQuery(api, org, workspace.slug));
  const { data: activity } = useQuery(activityQuery(api, org, workspace.slug));
  const isLast = workspaces.length === 1;

  async function remove() {
    await api.workspaces.delete(workspace.slug, { confirm: workspace.slug }, { organization: org });
    await client.invalidateQueries({ queryKey: ["org", org, "workspaces"] });
    toast.success(`${workspace.name} was deleted.`);
    router.push(`/${org}`);
    router.refresh();
  }

  return (
    <Page
      title="Workspace settings"
      width="settings"
      aside={<AsideNav label="Settings" links={workspacePages({ organization: org, slug: workspace.slug, role: workspace.role })} />}
    >
      <Section title="Name and address">
        <NameForm
          key={`${workspace.name} ${workspace.slug}`}
          noun="Workspace"
          name={workspace.name}
          slug={workspace.slug}
          prefix={`${host}/${org}/`}
          canEdit={canEdit}
          save={(changes) => api.workspaces.update(workspace.slug, changes, { organization: org })}
          onSaved={({ slug }) => {
            void client.invalidateQueries({ queryKey: ["org", org] });
            if (slug !== workspace.slug) router.replace(`/${org}/${slug}/settings`);
            router.refresh();
          }}
        />
      </Section>
      <Section title="Access" description="People have the role that their organization role brings, unless this workspace sets another.">
        <QueryView query={members} what="load who has access" skeleton={<TableSkeleton rows={3} columns={3} />}>
          {(items) => <AccessTable org={org} workspace={workspace.slug} members={items} canEdit={canEdit} />}
        </QueryView>
      </Section>
      <Section
        title="Target roots"
        description="Named places where tasks of this workspace keep their outputs. Command lines fetch them with cairn target-root sync."
      >
        <QueryView query={roots} what="load the target roots" skeleton={<TableSkeleton rows={2} columns={2} />}>
          {(items) => <TargetRoots org={org} workspace={workspace.slug} roots={items} canEdit={canEdit} />}
        </QueryView>
      </Section>
      {workspaceAllows(workspace.role, "workspace.delete") ? (
        <Section title="Danger zone">
          <DangerList>
            <DangerRow
              title="Delete the workspace"
              action={
                <Button variant="destructive" disabled={isLast} onClick={() => setDeleting(true)}>
                  Delete workspace
                </Button>
              }
            >
              {isLast
                ? "An organization needs a workspace: create another first."
                : "Deletes every run, metric and file in it. This cannot be undone."}
            </DangerRow>
          </DangerList>
        </Section>
      ) : null}
      <ConfirmDialog
        open={deleting}
        onOpenChange={setDeleting}
        title={`Delete ${workspace.name}?`}
        confirmLabel="Delete workspace"
        typed={workspace.slug}
        onConfirm={remove}
      >
        This will be lost, for everybody and for good:{" "}
        {activity
          ? `${activity.runs.toLocaleString("en")} ${activity.runs === 1 ? "run" : "runs"} in ${activity.experiments} experiments`
          : "every run"}
        , with all metrics and files. Keys that reach only this workspace stop working.
      </ConfirmDialog>
    </Page>
  );
}
