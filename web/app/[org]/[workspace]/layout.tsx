import type { Metadata } from "next";
import type { ReactNode } from "react";
import { getOrganization, getWorkspace } from "@/features/organizations/server";
import { WorkspaceScope } from "@/features/workspaces/workspace-scope";
import { getMe, requireMe } from "@/lib/session";

type Params = Promise<{ org: string; workspace: string }>;

export async function generateMetadata({ params }: { params: Params }): Promise<Metadata> {
  if (!(await getMe())) return {};
  const { org, workspace } = await params;
  // What cannot be loaded is answered by the page itself; its tab still needs a title.
  const name = await getWorkspace(org, workspace).then(
    (found) => found.name,
    () => null,
  );
  if (name === null) return { title: "Not found" };
  return { title: { default: name, template: `%s · ${name} · Cairn` } };
}

export default async function WorkspaceLayout({ params, children }: { params: Params; children: ReactNode }) {
  const { org, workspace: asked } = await params;
  await requireMe();
  const organization = await getOrganization(org);
  const workspace = await getWorkspace(org, asked);
  return (
    <WorkspaceScope org={organization.slug} asked={asked} workspace={workspace}>
      {children}
    </WorkspaceScope>
  );
}
