import type { Metadata } from "next";
import { Prefetch } from "@/components/prefetch";
import { activityQuery, targetRootsQuery, workspaceMembersQuery } from "@/features/workspaces/queries";
import { WorkspaceSettings } from "@/features/workspaces/workspace-settings";
import { serverApi } from "@/lib/api/server";

export const metadata: Metadata = { title: "Settings" };

export default async function Settings({ params }: { params: Promise<{ org: string; workspace: string }> }) {
  const { org, workspace } = await params;
  const api = await serverApi();
  return (
    <Prefetch
      load={(client) => [
        client.prefetchQuery(workspaceMembersQuery(api, org, workspace)),
        client.prefetchQuery(targetRootsQuery(api, org, workspace)),
        client.prefetchQuery(activityQuery(api, org, workspace)),
      ]}
    >
      <WorkspaceSettings />
    </Prefetch>
  );
}
